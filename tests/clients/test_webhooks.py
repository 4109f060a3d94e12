"""Our notices checked by verifiers that others wrote, and theirs by ours."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from huike.base.kernel import clock
from huike.base.webhooks.rules import signature

SECRET = signature.secret_of(bytes(range(32)))
BODY = '{"type":"customers.created","data":{"customer_ids":[1]},"名":"林"}'
MARK = "msg_2b"
VERIFY = Path(__file__).parent / "verify.mjs"


@pytest.fixture
def at() -> int:
    """Now, in whole seconds."""
    return int(clock.now().timestamp())


def test_the_python_verifier_takes_ours_and_we_take_its(at):
    ours = signature.headers([SECRET], MARK, at, BODY.encode())
    verifier = Webhook(SECRET)
    assert verifier.verify(BODY, ours) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        verifier.verify(BODY + " ", ours)
    theirs = verifier.sign(MARK, datetime.fromtimestamp(at, UTC), BODY)
    assert signature.is_signed([SECRET], {**ours, "webhook-signature": theirs}, BODY.encode(), at)


@pytest.mark.parametrize("late", [290, 310, -290, -310])
def test_the_python_verifier_holds_the_same_five_minutes(at, late):
    ours = signature.headers([SECRET], MARK, at - late, BODY.encode())
    if abs(late) > signature.TOLERANCE:
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(BODY, ours)
    else:
        Webhook(SECRET).verify(BODY, ours)
    assert signature.is_signed([SECRET], ours, BODY.encode(), at) == (abs(late) < 300)


def test_while_a_secret_takes_over_both_are_verified(at):
    newer = signature.secret_of(b"n" * 32)
    ours = signature.headers([newer, SECRET], MARK, at, BODY.encode())
    for secret in (newer, SECRET):
        assert Webhook(secret).verify(BODY, ours)


def test_the_verifiers_of_node_take_ours_and_we_take_theirs(at):
    ours = signature.headers([SECRET], MARK, at, BODY.encode())
    asked = {"secret": SECRET, "headers": ours, "body": BODY, "id": MARK, "at": at}
    node, packages = shutil.which("node"), Path(__file__).parents[2] / "console" / "package.json"
    if node is None or not (packages.parent / "node_modules" / "svix").exists():
        pytest.skip("needs Node and the packages of console/ (make console)")
    done = subprocess.run(
        [node, str(VERIFY), str(packages)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["refused"] for one in told] == [True, True]
    for one in told:
        given = {**ours, "webhook-signature": one["signature"]}
        assert signature.is_signed([SECRET], given, BODY.encode(), at)
