import casework.fields
from django.db import migrations

from casework.first_seals import seal_columns, seal_steps


COLUMNS = [
    ("talent.Talent", "person", ["end_reason", "workplace"]),
    ("talent.TalentPaper", "case__person", ["remark", "text"]),
    ("talent.ReviewRound", "case__person", ["reason"]),
    ("talent.DepartmentOpinion", "round__case__person", ["document_no"]),
    ("talent.NegativeHit", "case__person", ["document_no"]),
]


def seal(apps, editor):
    for label, person, names in COLUMNS:
        seal_columns(apps, editor, label, person, names)
    seal_steps(apps, editor, "talent.TalentStep", {*COLUMNS[0][2]})


class Migration(migrations.Migration):

    dependencies = [
        ('talent', '0002_seats_of_an_election'),
    ]

    operations = [
        migrations.AlterField(
            model_name='departmentopinion',
            name='document_no',
            field=casework.fields.SealedText(blank=True, max_length=30, verbose_name='文号'),
        ),
        migrations.AlterField(
            model_name='negativehit',
            name='document_no',
            field=casework.fields.SealedText(blank=True, max_length=30, verbose_name='文号'),
        ),
        migrations.AlterField(
            model_name='reviewround',
            name='reason',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='推荐理由'),
        ),
        migrations.AlterField(
            model_name='talent',
            name='end_reason',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='原因'),
        ),
        migrations.AlterField(
            model_name='talent',
            name='workplace',
            field=casework.fields.SealedText(blank=True, max_length=50, verbose_name='现工作地'),
        ),
        migrations.AlterField(
            model_name='talentpaper',
            name='remark',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='备注'),
        ),
        migrations.AlterField(
            model_name='talentpaper',
            name='text',
            field=casework.fields.SealedText(blank=True, verbose_name='正文'),
        ),
        migrations.AlterField(
            model_name='talentstep',
            name='note',
            field=casework.fields.SealedText(blank=True, verbose_name='说明'),
        ),
        migrations.AlterField(
            model_name='talentstep',
            name='waived',
            field=casework.fields.SealedTexts(default=dict, help_text='The reason for each rule set aside.'),
        ),
        migrations.RunPython(seal),
    ]
