"""What has been written stays."""

from django.db import migrations

from ecliptic.server.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    """Makes the tables refuse change."""

    dependencies = [("audit", "0001_initial")]
    operations = [AppendOnly("audit_auditevent")]
