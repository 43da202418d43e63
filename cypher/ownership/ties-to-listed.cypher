// Ties of a party to listed ones
// id = "ownership/ties-to-listed"
// asks = "By which chains of holdings, offices, family, documents, phones and accounts is a party tied to one that a list names, within a number of steps?"
// returns = "path"
// key = ["chain"]
// interactive = true
// tags = ["ownership", "sanctions", "wanted", "paths"]
// typology = "A listed party behind others"
// references = ["FATF, Guidance on Beneficial Ownership of Legal Persons (2023)", "OFAC, Revised Guidance on Entities Owned by Persons Whose Property and Interests in Property Are Blocked (2014)"]
// reviewed = 2026-11-28
// params.party = {type = "entity", label = "Person or body"}
// params.topics = {type = "texts", label = "Listed for", help = "Topics of lists, such as sanction and wanted", default = ["sanction", "wanted"]}
// params.most_steps = {type = "integer", label = "Within steps", default = 4, min = 1, max = 4}
// columns.chain = "text"
// columns.listed = "entity"
// columns.name = "text"
// columns.topics = "texts"
// columns.steps = "integer"
// columns.over = "entities"
// columns.path = "path"
// example.graph = "harbour"
// example.params = {party = "register:company:EC-65459045"}
// example.row = {listed = "notices:person:2026/7652", name = "REMEDIOS ARRIZOLA OYARBIDE", topics = ["wanted"], steps = 3}
MATCH path = (party:Party {id: $party})
  -[:OWNS|DIRECTS|REPRESENTS|MEMBER_OF|EMPLOYS|ASSOCIATE_OF|RELATED_TO|KNOWS|HOLDS|USES*1..4]-(listed:Party)
WHERE ANY(topic IN listed.topics WHERE topic IN $topics)
  AND length(path) <= $most_steps
WITH path, listed, nodes(path) AS passed
WHERE ALL(each IN passed WHERE SINGLE(other IN passed WHERE other.id = each.id))
RETURN substring(reduce(chain = '', tie IN relationships(path) | chain + ' ' + tie.id), 1) AS chain,
  listed.id AS listed, listed.caption AS name, listed.topics AS topics, length(path) AS steps,
  [each IN passed | each.id] AS over, path
ORDER BY steps, listed, chain
