"""Every board there is: a room that needs one adds its class here."""

from promesa.surfaces.boards.calibration_board import CalibrationBoard
from promesa.surfaces.boards.care_board import CareBoard
from promesa.surfaces.boards.claim_board import ClaimBoard
from promesa.surfaces.boards.doings import DoingsBoard
from promesa.surfaces.boards.due_days import DueDayBoard
from promesa.surfaces.boards.floor_board import FloorBoard
from promesa.surfaces.boards.message_board import MessageBoard
from promesa.surfaces.boards.order_board import OrderBoard
from promesa.surfaces.boards.plan_board import PlanBoard
from promesa.surfaces.boards.risks import RiskBoard
from promesa.surfaces.boards.shelf_board import ShelfBoard

BOARDS: tuple[type, ...] = (
    OrderBoard,
    ShelfBoard,
    CalibrationBoard,
    RiskBoard,
    DueDayBoard,
    DoingsBoard,
    CareBoard,
    ClaimBoard,
    PlanBoard,
    MessageBoard,
    FloorBoard,
)
