"""What insight decides, without clock, broker or log.

Read in this order: `windows` (what is counted where), `labels` (what classify said, counted by slices of time and model), `usual` (what a
model usually says, by hour of the day, and how far a window is from it), `drift` (what is to be told of that, and what was told already).
"""
