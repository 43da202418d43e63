// Accounts that pass on what they are paid
// id = "money/pass-through"
// asks = "Which accounts paid out, within days and almost whole, the payments that came in, and how often?"
// returns = "table"
// key = ["account", "currency"]
// interactive = false
// tags = ["money", "payments", "layering", "mules"]
// typology = "Pass-through accounts of money mules and shell companies"
// references = ["FATF, Professional Money Laundering (2018)"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "Paid in from", default = "1900-01-01T00:00:00Z"}
// params.within_days = {type = "integer", label = "Passed on within days", default = 3, min = 0, max = 365}
// params.kept_percent = {type = "number", label = "Passed on at least (%)", help = "Of one payment, by one payment in the same currency", default = 90, min = 0, max = 100}
// params.least = {type = "integer", label = "At least so many times", default = 2, min = 1, max = 100000}
// columns.account = "entity"
// columns.number = "text"
// columns.times = "integer"
// columns.payments_in = "integer"
// columns.amount = "number"
// columns.currency = "text"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "ledger"
// example.params = {least = 3}
// example.row = {number = "NL55VELD0000000002", times = 3, payments_in = 3, amount = 42200.0, currency = "EUR"}
MATCH (account:BankAccount)<-[came:PAID]-(payer)
// What an account pays to itself is neither paid in nor passed on.
WHERE came.at >= datetime($since) AND payer.id <> account.id
WITH account, came,
  EXISTS { MATCH (account)-[went:PAID]->(payee)
    WHERE payee.id <> account.id AND went.at >= came.at AND went.at <= came.at + duration({days: $within_days})
      AND went.currency = came.currency AND went.amount <= came.amount
      AND went.amount >= came.amount * $kept_percent / 100.0 } AS is_passed_on
WITH account, came.currency AS currency, count(came) AS payments_in,
  sum(CASE WHEN is_passed_on THEN 1 ELSE 0 END) AS times,
  sum(CASE WHEN is_passed_on THEN came.amount ELSE 0.0 END) AS amount,
  min(CASE WHEN is_passed_on THEN came.at END) AS first_at, max(CASE WHEN is_passed_on THEN came.at END) AS last_at
WHERE times >= $least
// One payment out passes on one that came in, not each of several.
MATCH (account)-[went:PAID]->(payee)
WHERE payee.id <> account.id AND went.currency = currency AND EXISTS { MATCH (payer)-[came:PAID]->(account)
    WHERE payer.id <> account.id AND came.at >= datetime($since) AND went.at >= came.at AND went.at <= came.at + duration({days: $within_days})
      AND came.currency = went.currency AND went.amount <= came.amount
      AND went.amount >= came.amount * $kept_percent / 100.0 }
WITH account, currency, payments_in, times, amount, first_at, last_at, count(went) AS went_out, sum(went.amount) AS sent
WITH account, currency, payments_in, CASE WHEN went_out < times THEN went_out ELSE times END AS times,
  CASE WHEN sent < amount THEN sent ELSE amount END AS amount, first_at, last_at
WHERE times >= $least
RETURN account.id AS account, account.caption AS number, times, payments_in,
  round(amount * 100) / 100.0 AS amount, currency, first_at, last_at
ORDER BY times DESC, account, currency
