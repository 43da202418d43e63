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
// columns.over = "entities"
// columns.hops = "integer"
// columns.fewest_calls = "integer"
// columns.path = "path"
// example.graph = "harbour"
// example.params = {start = "phone:+34612412690", end = "phone:+905320179528"}
// example.row = {hops = 4, fewest_calls = 1, over = ["phone:+34612412690", "phone:+34612288975", "phone:+573104170586", "phone:+573104920831", "phone:+905320179528"]}
MATCH (start:Phone {id: $start}), (end:Phone {id: $end})
WHERE start.id <> end.id
MATCH path = allShortestPaths((start)-[:CALLS_TOTAL|MESSAGES_TOTAL*..6]-(end))
WITH path, [total IN relationships(path) | total.count] AS counts
RETURN substring(reduce(chain = '', total IN relationships(path) | chain + ' ' + total.id), 1) AS chain,
  [phone IN nodes(path) | phone.id] AS over, length(path) AS hops,
  reduce(fewest = counts[0], count IN counts | CASE WHEN count < fewest THEN count ELSE fewest END) AS fewest_calls,
  path
ORDER BY fewest_calls DESC, chain
