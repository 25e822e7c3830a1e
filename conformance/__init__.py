"""What must hold: the engine that puts a target to the test, and per API a folder of checks.

The way of a value: a target file (`target`) and a contract (`specs`) make a `Plan`; the checks of an API
(`check`) are drawn into cases (`cases`) whose scenarios (`scenario`) run concurrently (`engine`) through one
recording client (`client`); what they observe is written as it happens (`journal`) and folded into a verdict
by `reports`.
"""
