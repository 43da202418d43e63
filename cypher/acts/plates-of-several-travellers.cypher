// Number plates under which several people cross
// id = "acts/plates-of-several-travellers"
// asks = "Which vehicles crossed borders with several people of different names, how often, and who were they?"
// returns = "table"
// key = ["plate"]
// interactive = true
// tags = ["travel", "borders", "vehicles"]
// typology = "A vehicle that couriers or drivers pass on to each other"
// references = ["UNODC, Global Study on Smuggling of Migrants (2018)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many people", default = 2, min = 2, max = 1000}
// columns.plate = "entity"
// columns.number = "text"
// columns.country = "country"
// columns.people = "integer"
// columns.crossings = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "border"
// example.row = {country = "NL", people = 2, crossings = 2, names = ["Ada Stroom", "Bo Stroom"]}
MATCH (plate:NumberPlate)-[:MENTIONED_IN]->(crossing:BorderCrossing)<-[:SUBJECT_OF]-(traveller:Person)
WITH plate, traveller, count(DISTINCT crossing) AS crossed
ORDER BY traveller.id
WITH plate, collect(traveller.id) AS ids, collect(traveller.caption) AS names, sum(crossed) AS crossings
WHERE size(ids) >= $least
  AND ANY(name IN names WHERE toLower(name) <> toLower(names[0]))
RETURN plate.id AS plate, plate.caption AS number, plate.country AS country, size(ids) AS people, crossings, ids, names
ORDER BY people DESC, plate
