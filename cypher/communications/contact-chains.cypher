// The shortest chains of calls and messages between two phones
// id = "communications/contact-chains"
// asks = "Through whose phones can one phone have reached another, by the fewest calls or messages?"
// returns = "path"
// key = ["chain"]
// interactive = true
// tags = ["communications", "calls", "messages", "paths"]
// typology = "Contacts through intermediaries"
// references = ["Sparrow (1991), doi:10.1016/0378-8733(91)90008-H"]
// reviewed = 2026-11-28
// params.start = {type = "entity", label = "From phone"}
// params.end = {type = "entity", label = "To phone"}
// columns.chain = "text"
// columns.hops = "integer"
// columns.fewest_calls = "integer"
// columns.path = "path"
// example.graph = "harbour"
// example.params = {start = "phone:+34612412690", end = "phone:+905320179528"}
// example.row = {}
MATCH (start:Phone {id: $start}), (end:Phone {id: $end})
WHERE start.id <> end.id
MATCH path = allShortestPaths((start)-[:CALLS_TOTAL|MESSAGES_TOTAL*..6]-(end))
WITH path, [total IN relationships(path) | total.count] AS counts
RETURN reduce(chain = '', total IN relationships(path) | chain + ' ' + total.id) AS chain, length(path) AS hops,
  reduce(fewest = counts[0], count IN counts | CASE WHEN count < fewest THEN count ELSE fewest END) AS fewest_calls,
  path
ORDER BY fewest_calls DESC, chain
