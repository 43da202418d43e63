// Devices from which several numbers called
// id = "communications/devices-that-change-numbers"
// asks = "From which handsets did several phone numbers call, each from when to when, and whose are they?"
// returns = "table"
// key = ["imei", "phone"]
// interactive = false
// tags = ["communications", "devices", "phones", "burners"]
// typology = "Prepaid numbers thrown away while the handset stays"
// references = ["3GPP TS 23.003, clause 6: International Mobile Station Equipment Identity"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "Calls from", default = "1900-01-01T00:00:00Z"}
// params.least = {type = "integer", label = "At least so many numbers", default = 2, min = 2, max = 1000}
// columns.imei = "text"
// columns.numbers = "integer"
// columns.phone = "entity"
// columns.users = "texts"
// columns.calls = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "handsets"
// example.params = {least = 3}
// example.row = {imei = "001017990000005", numbers = 3, phone = "phone:+31612300032", users = ["Bas Kroon"], calls = 3}
MATCH (phone:Phone)-[called:CALLED]->()
WHERE called.imei IS NOT NULL AND called.at >= datetime($since)
WITH called.imei AS imei, phone, count(called) AS calls, min(called.at) AS first_at, max(called.at) AS last_at
ORDER BY imei, phone.id
WITH imei, collect({phone: phone, calls: calls, first_at: first_at, last_at: last_at}) AS used
WHERE size(used) >= $least
UNWIND used AS one
WITH imei, size(used) AS numbers, one.phone AS phone, one.calls AS calls, one.first_at AS first_at,
  one.last_at AS last_at
RETURN imei, numbers, phone.id AS phone,
  COLLECT { MATCH (user:Party)-[:USES]->(phone) RETURN DISTINCT user.caption AS name ORDER BY name } AS users,
  calls, first_at, last_at
ORDER BY numbers DESC, imei, first_at, phone
