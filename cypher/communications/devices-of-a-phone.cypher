// Devices that a number was used in
// id = "communications/devices-of-a-phone"
// asks = "From which handsets did a phone number call, each from when to when?"
// returns = "table"
// key = ["imei"]
// interactive = true
// tags = ["communications", "devices", "phones"]
// typology = "A number moved from handset to handset"
// references = ["3GPP TS 23.003, clause 6: International Mobile Station Equipment Identity"]
// reviewed = 2026-11-28
// params.phone = {type = "entity", label = "Phone"}
// columns.imei = "text"
// columns.calls = "integer"
// columns.called = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "handsets"
// example.params = {phone = "phone:+31612300034"}
// example.row = {imei = "001017990000021", calls = 2, called = 2}
MATCH (:Phone {id: $phone})-[called:CALLED]->(other)
WHERE called.imei IS NOT NULL
RETURN called.imei AS imei, count(called) AS calls, count(DISTINCT other) AS called,
  min(called.at) AS first_at, max(called.at) AS last_at
ORDER BY first_at, imei
