import casework.fields
from django.db import migrations

from casework.first_seals import seal_columns, seal_steps


COLUMNS = [
    ("membership.Application", "person", ["approval_talk_opinion", "delay_reason", "end_reason", "review_document", "talk_opinion", "training_exemption"]),
    ("membership.ApplicationPaper", "case__person", ["remark", "text"]),
    ("membership.Assessment", "case__person", ["cell_opinion", "companion_opinion", "opinion"]),
    ("membership.Introducer", "case__person", ["opinion"]),
    ("membership.Meeting", "case__person", ["performance"]),
    ("membership.Mentor", "case__person", ["release_reason"]),
]


def seal(apps, editor):
    for label, person, names in COLUMNS:
        seal_columns(apps, editor, label, person, names)
    seal_steps(apps, editor, "membership.ApplicationStep", {*COLUMNS[0][2]})


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0009_days_that_settings_move'),
    ]

    operations = [
        migrations.AlterField(
            model_name='application',
            name='approval_talk_opinion',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='审批前谈话人意见'),
        ),
        migrations.AlterField(
            model_name='application',
            name='delay_reason',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='推迟的具体情况'),
        ),
        migrations.AlterField(
            model_name='application',
            name='end_reason',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='结束原因'),
        ),
        migrations.AlterField(
            model_name='application',
            name='review_document',
            field=casework.fields.SealedText(blank=True, max_length=100, verbose_name='结论性材料名称或文号'),
        ),
        migrations.AlterField(
            model_name='application',
            name='talk_opinion',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='谈话人意见'),
        ),
        migrations.AlterField(
            model_name='application',
            name='training_exemption',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='未经培训的特殊情况说明'),
        ),
        migrations.AlterField(
            model_name='applicationpaper',
            name='remark',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='备注'),
        ),
        migrations.AlterField(
            model_name='applicationpaper',
            name='text',
            field=casework.fields.SealedText(blank=True, verbose_name='正文'),
        ),
        migrations.AlterField(
            model_name='applicationstep',
            name='note',
            field=casework.fields.SealedText(blank=True, verbose_name='说明'),
        ),
        migrations.AlterField(
            model_name='applicationstep',
            name='waived',
            field=casework.fields.SealedTexts(default=dict, help_text='The reason for each rule set aside.'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='cell_opinion',
            field=casework.fields.SealedText(blank=True, verbose_name='党小组意见'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='companion_opinion',
            field=casework.fields.SealedText(blank=True, verbose_name='培养联系人（介绍人）意见'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='opinion',
            field=casework.fields.SealedText(blank=True, verbose_name='考察意见'),
        ),
        migrations.AlterField(
            model_name='introducer',
            name='opinion',
            field=casework.fields.SealedText(blank=True, verbose_name='介绍人意见'),
        ),
        migrations.AlterField(
            model_name='mentor',
            name='release_reason',
            field=casework.fields.SealedText(blank=True, max_length=200, verbose_name='更换原因'),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='performance',
            field=casework.fields.SealedText(blank=True, verbose_name='本人主要表现'),
        ),
        migrations.RunPython(seal),
    ]
