// Bank accounts that several parties use
// id = "ownership/shared-accounts"
// asks = "Which bank accounts do several people or companies hold or sign for, and which are they?"
// returns = "table"
// key = ["account"]
// interactive = true
// tags = ["ownership", "accounts", "money", "shell companies"]
// typology = "One account for companies that look unconnected, or a signatory behind a holder of straw"
// references = ["FATF and Egmont Group, Concealment of Beneficial Ownership (2018)", "Directive (EU) 2024/1640, Article 16: bank account registers"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many parties", default = 2, min = 2, max = 1000}
// columns.account = "entity"
// columns.number = "text"
// columns.bank = "text"
// columns.parties = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// columns.roles = "texts"
// example.graph = "holdings"
// example.row = {number = "VELDCY2N-7001", parties = 3, names = ["Tessera Trade Ltd", "Grondveld Import B.V.", "Nia Prokys"], roles = ["holder", "signatory", "signatory"]}
MATCH (account:BankAccount)<-[:USES]-(party:Party)
WITH account, count(DISTINCT party) AS users
WHERE users >= $least
MATCH (party:Party)-[uses:USES]->(account)
WITH account, party, min(coalesce(uses.role, '')) AS role
ORDER BY party.id
WITH account, collect(party.id) AS ids, collect(party.caption) AS names, collect(role) AS roles
WHERE ANY(name IN names WHERE toLower(name) <> toLower(names[0]))
RETURN account.id AS account, account.caption AS number, account.bank AS bank, size(ids) AS parties, ids, names, roles
ORDER BY parties DESC, account
