// Phones that called from several places of interest
// id = "communications/phones-at-cells"
// asks = "Which phones called from several of these cells within a window of time, and whose are they?"
// returns = "table"
// key = ["phone"]
// interactive = false
// tags = ["communications", "calls", "cells", "places"]
// typology = "Phones common to the scenes of several acts"
// references = ["ETSI TS 102 657, Retained data handling; Handover interface for the request and delivery of retained data"]
// reviewed = 2026-11-28
// params.cells = {type = "texts", label = "Cells", help = "Cell identities as the operator writes them"}
// params.since = {type = "time", label = "From"}
// params.until = {type = "time", label = "Until"}
// params.least = {type = "integer", label = "From at least so many of them", default = 2, min = 1, max = 1000}
// columns.phone = "entity"
// columns.users = "texts"
// columns.cells = "texts"
// columns.calls = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "handsets"
// example.params = {cells = ["204-08-7001-1", "204-08-7002-1"], since = "2026-02-01T00:00:00Z", until = "2026-04-01T00:00:00Z"}
// example.row = {phone = "phone:+31612300034", users = ["Daan Oever"], cells = ["204-08-7001-1", "204-08-7002-1"], calls = 3}
MATCH (phone:Phone)-[called:CALLED]->()
WHERE called.cell IN $cells AND called.at >= datetime($since) AND called.at < datetime($until)
WITH phone, called.cell AS cell, count(called) AS calls, min(called.at) AS first_at, max(called.at) AS last_at
ORDER BY cell
WITH phone, collect(cell) AS cells, sum(calls) AS calls, min(first_at) AS first_at, max(last_at) AS last_at
WHERE size(cells) >= $least
RETURN phone.id AS phone,
  COLLECT { MATCH (user:Party)-[:USES]->(phone) RETURN DISTINCT user.caption AS name ORDER BY name } AS users,
  cells, calls, first_at, last_at
ORDER BY size(cells) DESC, calls DESC, phone
