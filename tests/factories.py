"""How do tests make rows? Each factory makes what its constraints need, and no more."""

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission

from accounts.models import Membership, Organisation, User

PASSWORD = "correct horse battery"
PERMISSIONS = {"Reviewers": "review", "Policy owners": "own_policy"}


def staff_group(name):
    """The group of the migration; tests that empty all tables have taken it away."""
    group, is_new = Group.objects.get_or_create(name=name)
    if is_new:
        group.permissions.set(Permission.objects.filter(codename=PERMISSIONS[name]))
    return group


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed e-mail address who can sign in with `PASSWORD`."""

    class Meta:
        model = User

    email = factory.Sequence("person{}@example.org".format)
    name = factory.Sequence("Person {}".format)
    password = PASSWORD
    is_staff = False
    groups = ()
    email_confirmed = True

    @classmethod
    def _create(cls, model_class, *_, groups, email_confirmed, **fields):
        known = {key: fields.pop(key) for key in ("email", "password", "name", "is_staff")}
        user = model_class.objects.create_user(**known)
        if fields:
            model_class.objects.filter(pk=user.pk).update(**fields)
        user.groups.set([staff_group(name) for name in groups])
        if email_confirmed:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return model_class.objects.get(pk=user.pk)


class ReviewerFactory(UserFactory):
    """A member of staff who may decide applications."""

    is_staff = True
    groups = ("Reviewers",)


class PolicyOwnerFactory(UserFactory):
    """A member of staff who may publish policy."""

    is_staff = True
    groups = ("Policy owners",)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation with its owner: `OrganisationFactory(owner=applicant)`."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence("Organisation {}".format)
    website = "https://example.org"
    created_by = None

    @factory.post_generation
    def owner(self, create, user, **kwargs):
        Membership.objects.create(
            organisation=self, user=user or UserFactory(**kwargs), role=Membership.Role.OWNER
        )


class MembershipFactory(factory.django.DjangoModelFactory):
    """A further member of an organisation, an editor unless told otherwise."""

    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.EDITOR
