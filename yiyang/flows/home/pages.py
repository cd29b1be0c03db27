"""Signing in, the first page of each role, the account and the language."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yiyang.access import roles
from yiyang.access.models import Account
from yiyang.access.policy import PUBLIC, SIGNED_IN, allow, requires
from yiyang.access.roles import ROLES
from yiyang.audit.models import Act
from yiyang.flows.home.forms import SignInForm
from yiyang.flows.home.worklist import worklist_for
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Column

ACCOUNT_COLUMNS = (
    Column(label=gettext_lazy("User name"), value="username", kind="code"),
    Column(label=gettext_lazy("Name"), value="name"),
    Column(label=gettext_lazy("Posts"), value="posts"),
    Column(label=gettext_lazy("State"), value="active"),
)
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


def _safe_next(request: HttpRequest, address: str) -> str:
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if address and allowed else reverse("home")


@allow(PUBLIC)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; back to where the person wanted to go."""
    next_address = request.POST.get("next") or request.GET.get("next", "")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            with transaction.atomic():
                login(request, account)
                Act.objects.create(account=account, actor=account.display_name, kind="sign_in")
            return HttpResponseRedirect(_safe_next(request, next_address))
        form.add_error(
            None, _("The user name and password do not fit together. Check both and enter them again.")
        )
    return render(
        request,
        "home/sign_in.html",
        title=_("Sign in"),
        context={"form": form, "next_address": next_address},
        status=422 if form.is_bound else 200,
    )


@allow(SIGNED_IN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and clear what the browser kept."""
    logout(request)
    response = HttpResponseRedirect(reverse("sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@allow(PUBLIC)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page."""
    response = HttpResponseRedirect(_safe_next(request, request.POST.get("next", "")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_SECONDS,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.SECURE_COOKIES,
            httponly=True,
        )
    return response


@allow(SIGNED_IN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person today, by role."""
    sections = worklist_for(request.viewer)
    return render(request, "home/home.html", title=_("My work"), context={"sections": sections})


@allow(SIGNED_IN)
@require_GET
def my_account(request: HttpRequest) -> HttpResponse:
    """The account and the posts in force."""
    posts = [
        {
            "role": ROLES[holding.role].label,
            "area": holding.area_name or "",
            "unit": holding.unit_name,
        }
        for holding in request.viewer.holdings
    ]
    return render(
        request,
        "home/account.html",
        title=_("My account"),
        context={"account": request.user, "posts": posts},
    )


@requires(roles.ACCOUNTS)
@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    """Every account with its posts; health data are not shown here."""
    accounts = Account.objects.prefetch_related("posts__area", "posts__organisation").order_by("username")
    rows = [
        {
            "username": account.username,
            "name": account.display_name,
            "posts": "; ".join(
                f"{ROLES[post.role].label} · {post.area or post.organisation}" for post in account.posts.all()
            ),
            "active": _("Active") if account.is_active else _("Account closed"),
        }
        for account in accounts
    ]
    return render(
        request,
        "home/accounts.html",
        title=_("Accounts"),
        breadcrumbs=[Crumb(_("Administration")), Crumb(_("Accounts"))],
        context={"rows": rows, "columns": ACCOUNT_COLUMNS},
    )


@allow(PUBLIC)
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@allow(PUBLIC)
@require_GET
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})
