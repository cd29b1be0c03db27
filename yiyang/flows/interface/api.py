"""The REST API: every operation on the verbs that the pages use, described by OpenAPI."""

from ninja import NinjaAPI

from yiyang import __version__
from yiyang.flows.departures.api import router as departures
from yiyang.flows.imports.api import router as imports
from yiyang.flows.interface.errors import install_errors
from yiyang.flows.merging.api import router as merging
from yiyang.flows.partners.api import router as partners
from yiyang.flows.quality.api import router as quality
from yiyang.flows.records.api import router as records
from yiyang.flows.records.record_api import router as record
from yiyang.flows.reforms.api import router as reforms
from yiyang.flows.supervision.api import router as supervision

api = NinjaAPI(
    title="yiyang",
    version=__version__,
    description="Registers, contracts, agreements, indicators and policy targets of one region.",
    urls_namespace="api",
)
install_errors(api)
api.add_router("", supervision, tags=["Supervision"])
api.add_router("", records, tags=["Elders and contracts"])
api.add_router("", record, tags=["Records of elders"])
api.add_router("", partners, tags=["Institutions and agreements"])
api.add_router("", reforms, tags=["Regions"])
api.add_router("", quality, tags=["Data quality"])
api.add_router("", departures, tags=["Deaths and moves"])
api.add_router("", merging, tags=["Duplicate records and merges"])
api.add_router("", imports, tags=["Import centre"])
