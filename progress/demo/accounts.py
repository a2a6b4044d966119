"""The people who sign in to the demonstration."""

from django.contrib.auth.models import User

from casework.models import Account, Unit

PASSWORD = "taoyuan-2026-demo"
ROLE = Account.Role


def open_accounts(county: Unit, township: Unit, village: Unit) -> dict[str, User]:
    """Those who prepare, approve and read, and the two administrators, by sign-in name."""
    wanted = (
        ("officer", ROLE.TOWNSHIP_OFFICER, township, "张干事"),
        ("secretary", ROLE.BRANCH_SECRETARY, village, "王书记"),
        ("reader", ROLE.COUNTY_READER, county, "李科长"),
        ("approver", ROLE.TOWNSHIP_APPROVER, township, "陈书记"),
        ("security", ROLE.SECURITY_ADMINISTRATOR, county, "赵安全员"),
        ("audit", ROLE.AUDIT_ADMINISTRATOR, county, "孙审计员"),
    )
    found = {}
    for name, role, unit, shown in wanted:
        user = User.objects.create_user(name, password=PASSWORD)
        Account.objects.create(user=user, unit=unit, role=role, display_name=shown)
        found[name] = user
    return found


def sign_ins() -> str:
    """What a newcomer types to sign in, a line for each officer."""
    accounts = Account.objects.exclude(user__password="!").select_related("user", "unit")
    lines = [
        f"{account.user.get_username()}  {PASSWORD}  {account.unit}·{account.get_role_display()}"
        for account in accounts.order_by("pk")
    ]
    return "\n".join(lines)
