"""Where a point lies: shapes, datums, look-ups of areas, GeoJSON and its faults, addresses.

`shapes`, `coordinates`, `diagnosis`, `geojson`, `lookup` and `addresses` are plain Python, so that a web process can
use them at no cost; `index` needs numpy, `repair` and `coverage` need shapely. All coordinates are degrees, longitude
first.
"""
