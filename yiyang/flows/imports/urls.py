"""Addresses of the import centre."""

from django.urls import path

from yiyang.flows.imports.pages import centre, deciding, record

urlpatterns = [
    path("imports/", centre.batch_list, name="batch_list"),
    path("imports/new/", centre.batch_new, name="batch_new"),
    path("imports/template/", centre.batch_template, name="batch_template"),
    path("imports/<uuid:public_id>/", record.batch_record, name="batch_record"),
    path("imports/<uuid:public_id>/progress/", record.batch_progress, name="batch_progress"),
    path("imports/<uuid:public_id>/receipt/", record.batch_receipt, name="batch_receipt"),
    path("imports/<uuid:public_id>/columns/", deciding.batch_columns, name="batch_columns"),
    path("imports/<uuid:public_id>/columns/again/", deciding.batch_map_again, name="batch_map_again"),
    path("imports/<uuid:public_id>/apply/", deciding.batch_apply, name="batch_apply"),
    path("imports/<uuid:public_id>/pause/", deciding.batch_pause, name="batch_pause"),
    path("imports/<uuid:public_id>/resume/", deciding.batch_resume, name="batch_resume"),
    path("imports/<uuid:public_id>/stop/", deciding.batch_stop, name="batch_stop"),
    path("imports/<uuid:public_id>/cancel/", deciding.batch_cancel, name="batch_cancel"),
    path("imports/<uuid:public_id>/undo/", deciding.batch_undo, name="batch_undo"),
]
