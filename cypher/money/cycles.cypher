// Money that comes back to the account it left
// id = "money/cycles"
// asks = "Over which other accounts did money leave an account and come back to it, each payment after the one before and about as large?"
// returns = "path"
// key = ["chain"]
// interactive = true
// tags = ["money", "payments", "cycles", "laundering"]
// typology = "Round-tripping"
// references = ["FFIEC, BSA/AML Examination Manual (2014), Appendix F: Money Laundering and Terrorist Financing Red Flags"]
// reviewed = 2026-11-28
// params.account = {type = "entity", label = "Account"}
// params.kept_percent = {type = "number", label = "Kept at each payment (%)", help = "How much of a payment the next one passes on at least", default = 80, min = 0, max = 100}
// params.within_days = {type = "integer", label = "Back within days", default = 30, min = 1, max = 3650}
// columns.chain = "text"
// columns.over = "entities"
// columns.payments = "integer"
// columns.sent = "number"
// columns.came_back = "number"
// columns.currency = "text"
// columns.began = "time"
// columns.ended = "time"
// columns.path = "path"
// example.graph = "accounts"
// example.params = {account = "bank_account:NL98VELD0000000101"}
// example.row = {payments = 3, sent = 50000.0, came_back = 48500.0, currency = "EUR"}
MATCH (account:BankAccount {id: $account})
MATCH path = (account)-[:PAID*2..6]->(account)
WITH path, relationships(path) AS paid, nodes(path) AS passed
WITH path, paid, passed, head(paid) AS first, last(paid) AS last
WHERE ALL(at IN range(1, size(paid) - 1) WHERE paid[at].at >= paid[at - 1].at
    AND paid[at].currency = first.currency
    AND paid[at].amount <= paid[at - 1].amount
    AND paid[at].amount >= paid[at - 1].amount * $kept_percent / 100.0)
  AND ALL(at IN range(1, size(passed) - 2) WHERE SINGLE(other IN passed WHERE other.id = passed[at].id))
  AND last.at <= first.at + duration({days: $within_days})
RETURN substring(reduce(chain = '', each IN paid | chain + ' ' + each.id), 1) AS chain,
  [each IN passed | each.id] AS over, size(paid) AS payments,
  first.amount AS sent, last.amount AS came_back, first.currency AS currency,
  first.at AS began, last.at AS ended, path
ORDER BY began, chain
