"""Load an invented township, county or province into an empty database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from progress.demo import accounts, load


class Command(BaseCommand):
    help = "Loads the demonstration. The same seed and day give the same people."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--on", default="", help="the day it stands for, YYYY-MM-DD; today")
        parser.add_argument("--size", choices=list(load.SIZES), default="township")
        parser.add_argument("--cases", type=int, help="membership cases of a province")

    def handle(self, *args, seed, on, size, cases, verbosity, **options):
        day = parse_date(on) if on else timezone.localdate()
        if day is None:
            raise CommandError(_("--on 应为 YYYY-MM-DD。"))
        try:
            load.load(size, seed, day, cases)
        except load.NotEmpty as error:
            raise CommandError(_("数据库里已有单位，没有装入演示数据。")) from error
        text = accounts.sign_ins()
        Path(settings.MEDIA_ROOT).with_name("demo.txt").write_text(text + "\n", "utf-8")
        if verbosity:
            self.stdout.write(text)
