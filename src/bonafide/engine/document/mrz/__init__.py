"""Machine readable zones of ICAO Doc 9303. `parse` gives text its meaning, `read` looks at pixels."""
