// Money that reaches a listed party over other accounts
// id = "money/chains-to-listed-parties"
// asks = "Over which other accounts did money go from an account to that of a listed party, each payment after the one before and about as large?"
// returns = "path"
// key = ["chain", "listed"]
// interactive = true
// tags = ["money", "payments", "sanctions", "lists", "paths"]
// typology = "An intermediary between a payer and a listed party"
// references = ["FATF, International Best Practices: Targeted Financial Sanctions Related to Terrorism and Terrorist Financing (2013)"]
// reviewed = 2026-11-28
// params.account = {type = "entity", label = "From account"}
// params.topic = {type = "text", label = "Listed as", help = "What makes it of interest", default = "sanction"}
// params.kept_percent = {type = "number", label = "Kept at each payment (%)", help = "How much of a payment the next one passes on at least", default = 80, min = 0, max = 100}
// params.within_days = {type = "integer", label = "There within days", default = 30, min = 0, max = 3650}
// columns.chain = "text"
// columns.over = "entities"
// columns.listed = "entity"
// columns.listed_name = "text"
// columns.listed_on = "date"
// columns.payments = "integer"
// columns.sent = "number"
// columns.arrived = "number"
// columns.currency = "text"
// columns.began = "time"
// columns.ended = "time"
// columns.path = "path"
// example.graph = "ledger"
// example.params = {account = "bank_account:NL82VELD0000000001"}
// example.row = {over = ["bank_account:NL82VELD0000000001", "bank_account:NL55VELD0000000002", "bank_account:CY18002001280000000000000001"], listed_name = "Karavostasi Trading Ltd", listed_on = "2026-03-05", payments = 2, sent = 20000.0, arrived = 19600.0, currency = "EUR"}
MATCH path = (:BankAccount {id: $account})-[:PAID*1..4]->(reached:BankAccount|Wallet)
WITH path, reached, relationships(path) AS paid
WITH path, reached, paid, head(paid) AS first, last(paid) AS last
WHERE ALL(at IN range(1, size(paid) - 1) WHERE paid[at].at >= paid[at - 1].at
    AND paid[at].currency = first.currency
    AND paid[at].amount <= paid[at - 1].amount
    AND paid[at].amount >= paid[at - 1].amount * $kept_percent / 100.0)
  AND last.at <= first.at + duration({days: $within_days})
MATCH (listed:Party)-[:USES]->(reached)
WHERE $topic IN listed.topics
WITH DISTINCT path, paid, first, last, listed
RETURN substring(reduce(chain = '', each IN paid | chain + ' ' + each.id), 1) AS chain,
  [each IN nodes(path) | each.id] AS over, listed.id AS listed, listed.caption AS listed_name,
  listed.listed_on AS listed_on, size(paid) AS payments,
  first.amount AS sent, last.amount AS arrived, first.currency AS currency,
  first.at AS began, last.at AS ended, path
ORDER BY began, chain, listed
