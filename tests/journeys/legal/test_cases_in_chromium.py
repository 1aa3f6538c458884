"""The legal journeys of tests/caseload/ again, each link, button and field now one of Chromium's.

Their `looking` takes a case to the browser here: what comes before is walked by the test's own client.
"""

import pytest

from tests.caseload.test_legal_journey_secure import (  # noqa: F401 pytest collects it here too
    test_from_the_first_steps_to_possession,
)
from tests.caseload.test_legal_journey_tenures import (  # noqa: F401
    test_a_licence_ends_by_notice_to_quit_and_its_claim_has_no_ground_and_no_suspension,
    test_a_pitch_takes_a_notice_to_remedy_and_goes_to_court_on_paper,
    test_a_trial_is_extended_by_six_months_in_time,
    test_an_introductory_tenancy_with_its_review_heard_upheld_and_told_in_time_goes_to_court,
    test_ground_8_is_lost_between_notice_and_hearing_and_the_court_may_suspend_again,
    test_of_joint_tenants_one_is_served_too_late_and_the_page_says_what_to_do_which_works,
)
from tests.caseload.test_legal_journey_ways_out import (  # noqa: F401
    test_a_breathing_space_before_the_eviction_stops_it,
    test_a_breathing_space_on_the_third_day_after_the_notice_holds_the_claim_to_its_end_and_longer,
    test_a_tenants_application_leaves_the_appointment_and_a_stay_stops_it,
    test_all_paid_under_the_order_no_warrant_is_asked_for_and_the_order_is_discharged,
    test_an_agreement_that_is_kept_holds_the_claim_back,
    test_paid_after_issue_the_claim_is_withdrawn_with_the_managers_yes,
    test_paid_before_the_eviction_it_is_stopped_the_same_day,
    test_paid_in_full_after_the_notice_no_claim_is_prepared,
    test_put_off_at_court_there_is_no_order_and_no_warrant,
)

pytestmark = pytest.mark.slow
