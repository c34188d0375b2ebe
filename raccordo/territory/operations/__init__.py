from raccordo.territory.operations.districts import load_district, load_districts
from raccordo.territory.operations.founding import (
    create_area,
    enlarge_area,
    found_by_act,
    rename_area,
)
from raccordo.territory.operations.loading import load_official
from raccordo.territory.operations.tying import delegate, end_delegation, join, leave
from raccordo.territory.operations.updating import update_official

__all__ = [
    "create_area",
    "delegate",
    "end_delegation",
    "enlarge_area",
    "found_by_act",
    "join",
    "leave",
    "load_district",
    "load_districts",
    "load_official",
    "rename_area",
    "update_official",
]
