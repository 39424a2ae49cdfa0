"""The route register: every endpoint, and what each visitor is answered.

One line for each endpoint and method, one column for each visitor. A new endpoint needs a line, or the tests
fail. GET lines are answered with the page, POST lines with a form token and an otherwise empty form.

    200        the page, or a file; from the sign-in page, what to put right
    302        done, or led on to where one belongs
    422        the empty form comes back with what to put right: this visitor may send it
    409        too late: the figures are released, or the form does not say how the sender saw the stage; or
               there is nothing to be extended, for the role has no last day
    sign-in    led to the sign-in page
    404        there is nothing here for this visitor

`stranger` is the HR lead of another organisation, asking about this one's review.
"""

VISITORS = (
    "visitor",
    "administrator",
    "action_owner",
    "network_member",
    "senior_leader",
    "reviewer",
    "hr_lead",
    "stranger",
)

_TABLE = """
endpoint                   method  visitor  administrator  action_owner  network_member  senior_leader  reviewer  hr_lead  stranger
static                     GET     200      200            200           200             200            200       200      200
security.login             GET     200      302            302           302             302            302       302      302
security.login             POST    200      302            302           302             302            302       302      302
security.logout            POST    sign-in  302            302           302             302            302       302      302
security.static            GET     404      404            404           404             404            404       404      404
security.verify            GET     404      404            404           404             404            404       404      404
security.verify            POST    404      404            404           404             404            404       404      404
second_step.ask            GET     302      302            302           302             302            302       302      302
second_step.check          POST    302      302            302           302             302            302       302      302
second_step.check_passkey  POST    302      302            302           302             302            302       302      302
second_step.mail_again     POST    302      302            302           302             302            302       302      302
single_sign_on.begin       GET     404      404            404           404             404            404       404      404
single_sign_on.come_back   GET     404      404            404           404             404            404       404      404
recovery.ask               GET     200      200            200           200             200            200       200      200
recovery.send              POST    422      422            422           422             422            422       422      422
recovery.ask_key           GET     200      200            200           200             200            200       200      200
recovery.set_password      POST    422      422            422           422             422            422       422      422
invited.ask_key            GET     200      200            200           200             200            200       200      200
invited.take_key           POST    422      422            422           422             422            422       422      422
invited.show               GET     302      302            302           302             302            302       302      302
invited.accept             POST    302      302            302           302             302            302       302      302
invited.open_mine          GET     sign-in  302            302           302             302            302       302      302
account.show               GET     sign-in  200            200           200             200            200       200      200
account.ask_password       GET     sign-in  200            200           200             200            200       200      200
account.confirm_password   POST    sign-in  422            422           422             422            422       422      422
account.ask_new_password   GET     sign-in  200            200           200             200            200       200      200
account.change_password    POST    sign-in  422            422           422             422            422       422      422
own_step.choose            GET     sign-in  200            200           200             200            200       200      200
own_step.mail_code         POST    sign-in  302            302           302             302            302       302      302
own_step.show_app          GET     sign-in  200            200           200             200            200       200      200
own_step.choose_app        POST    sign-in  302            302           302             302            302       302      302
own_step.ask_mailed_code   GET     sign-in  200            200           200             200            200       200      200
own_step.choose_mail       POST    sign-in  422            422           422             422            422       422      422
own_step.new_passkey       GET     sign-in  200            200           200             200            200       200      200
own_step.add_passkey       POST    sign-in  422            422           422             422            422       422      422
own_step.remove_passkey    POST    sign-in  302            302           302             302            302       302      302
help_desk.show             GET     sign-in  200            404           404             404            404       404      404
help_desk.ask_reset        GET     sign-in  200            404           404             404            404       404      404
help_desk.reset            POST    sign-in  422            404           404             404            404       404      404
help_desk.ask_open         GET     sign-in  200            404           404             404            404       404      404
help_desk.set_open         POST    sign-in  422            404           404             404            404       404      404
help_desk.ask_rule         GET     sign-in  200            404           404             404            404       404      404
help_desk.set_rule         POST    sign-in  422            404           404             404            404       404      404
overview.home              GET     sign-in  200            200           200             200            200       200      200
overview.task_list         GET     sign-in  404            200           200             200            200       200      404
overview.job               GET     sign-in  404            404           404             404            200       200      404
overview.job_result        GET     sign-in  404            404           404             404            302       302      404
overview.cancel_job        POST    sign-in  404            404           404             404            302       302      404
reviews.new                GET     sign-in  200            404           404             404            404       404      404
reviews.create             POST    sign-in  422            404           404             404            404       404      404
leads.show                 GET     sign-in  200            404           404             404            404       404      404
leads.ask                  GET     sign-in  200            404           404             404            404       404      404
leads.invite               POST    sign-in  422            404           404             404            404       404      404
outbox.show                GET     sign-in  200            404           404             404            404       404      404
trail.service_show         GET     sign-in  200            404           404             404            404       404      404
trail.service_download     GET     sign-in  200            404           404             404            404       404      404
people.show                GET     sign-in  404            200           200             200            200       200      404
people.ask_why             GET     sign-in  404            404           404             404            404       200      404
people.end                 POST    sign-in  404            404           404             404            404       422      404
inviting.ask               GET     sign-in  404            404           404             404            404       200      404
inviting.invite            POST    sign-in  404            404           404             404            404       422      404
inviting.send_again        POST    sign-in  404            404           404             404            404       302      404
inviting.withdraw          POST    sign-in  404            404           404             404            404       302      404
declaring.ask              GET     sign-in  404            404           404             404            200       404      404
declaring.declare          POST    sign-in  404            404           404             404            302       404      404
papers.own                 GET     sign-in  404            404           404             404            200       404      404
papers.hand_over           GET     sign-in  404            404           404             404            404       200      404
terms.show                 GET     sign-in  404            404           404             404            404       200      404
terms.change               POST    sign-in  404            404           404             404            404       422      404
terms.extend               POST    sign-in  404            404           404             404            404       409      404
trail.show                 GET     sign-in  404            404           404             200            404       200      404
trail.download             GET     sign-in  404            404           404             200            404       200      404
outbox.try_again           POST    sign-in  302            404           404             404            404       404      404
outbox.confirm_giving_up   GET     sign-in  200            404           404             404            404       404      404
outbox.give_up             POST    sign-in  422            404           404             404            404       404      404
releases.download          GET     sign-in  404            404           200             200            200       200      404
releases.audit             GET     sign-in  404            404           404             404            200       200      404
baseline.show              GET     sign-in  404            404           200             200            200       200      404
baseline.ask_for_file      GET     sign-in  404            404           404             404            404       200      404
baseline.import_file       POST    sign-in  404            404           404             404            404       409      404
baseline.check             GET     sign-in  404            404           404             404            404       200      404
baseline.prepare           POST    sign-in  404            404           404             404            404       302      404
baseline.release           POST    sign-in  404            404           404             404            404       302      404
baseline.ask_why           GET     sign-in  404            404           404             404            404       200      404
baseline.withdraw          POST    sign-in  404            404           404             404            404       409      404
baseline.working_view      GET     sign-in  404            404           404             404            404       200      404
sign_off.show              GET     sign-in  404            404           200             200            200       200      404
sign_off.send              POST    sign-in  404            404           404             404            409       409      404
sign_off.confirm           GET     sign-in  404            404           404             200            404       404      404
sign_off.sign_off          POST    sign-in  404            404           404             409            404       404      404
sign_off.give_back         POST    sign-in  404            404           404             409            404       404      404
sign_off.reopen            POST    sign-in  404            404           404             409            404       409      404
sign_off.leave_incomplete  POST    sign-in  404            404           404             409            404       404      404
reports.show               GET     sign-in  404            404           200             200            200       200      404
reports.write              POST    sign-in  404            404           404             404            302       302      404
reports.download           GET     sign-in  404            404           200             200            200       200      404
"""  # noqa: E501 (a table reads across)

Register = dict[tuple[str, str], dict[str, str]]


def read_register(table: str = _TABLE) -> Register:
    """Return the answers by endpoint and method, and by visitor."""
    heading, *lines = (line.split() for line in table.splitlines() if line.strip())
    if tuple(heading[2:]) != VISITORS:
        raise ValueError("The register's heading does not name the visitors in order.")
    return {
        (endpoint, method): dict(zip(VISITORS, answers, strict=True)) for endpoint, method, *answers in lines
    }
