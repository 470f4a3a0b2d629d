"""A person's language, for pages and mails. The version that still runs may leave it out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_staff_groups")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of pages and mails, such as “de”; empty: pages follow the browser.",
                max_length=10,
            ),
        )
    ]
