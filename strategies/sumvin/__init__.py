"""What to send to Sumvin: sessions, queries for quotes, links, ids; and what a target file says it has."""
