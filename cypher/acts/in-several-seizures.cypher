// Who and what comes up in several seizures
// id = "acts/in-several-seizures"
// asks = "Which people, companies, containers, vehicles and vessels are named in more than one seizure?"
// returns = "table"
// key = ["thing"]
// interactive = true
// tags = ["seizures", "recurrence"]
// typology = "The same consignee, driver or means of transport behind seizures"
// references = ["UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 6: link analysis"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "In at least so many seizures", default = 2, min = 2, max = 1000}
// params.not_as = {type = "texts", label = "But not as", help = "Roles of those who are named and not behind it", default = ["officer", "witness", "victim"]}
// columns.thing = "entity"
// columns.name = "text"
// columns.kind = "text"
// columns.seizures = "integer"
// columns.first_on = "date"
// columns.last_on = "date"
// columns.ids = "entities"
// example.graph = "border"
// example.row = {name = "Sundquay Import B.V.", kind = "Company", seizures = 2, first_on = "2026-02-03", last_on = "2026-05-20"}
MATCH (seizure:Seizure)<-[named:SUBJECT_OF|SEIZED_IN|MENTIONED_IN]-(thing)
WHERE NOT toLower(coalesce(named.role, '')) IN $not_as
WITH DISTINCT thing, seizure
ORDER BY seizure.seized_on, seizure.id
WITH thing, collect(seizure.id) AS ids, min(seizure.seized_on) AS first_on, max(seizure.seized_on) AS last_on
WHERE size(ids) >= $least
RETURN thing.id AS thing, thing.caption AS name,
  head([label IN labels(thing) WHERE label <> 'Party']) AS kind, size(ids) AS seizures, first_on, last_on, ids
ORDER BY seizures DESC, thing
