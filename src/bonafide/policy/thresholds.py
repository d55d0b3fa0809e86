"""The one set of numbers that checks compare with, each with where it comes from.

One fixed set for everyone. A number changes here, with its measurement, and nowhere else.
"""

from bonafide.checks.base import InHandLimits, Limits, ProbeLimits

# Cosine from which a face on another account is shown to a person. Searching among many asks for more than one
# comparison does: on LFW .95 passes 2.3e-5 of impostors and finds 79 % (docs/benchmarks/duplicates.md).
DUPLICATE_MIN = 0.95

# From when on two captures show the same room or film (`traces.gallery.Limits`); docs/benchmarks/background.md.
SAME_ROOM_MAX, SAME_ROOM_TILES, SAME_FRAME_MAX = 0.12, 24, 0.06

SHIPPED = Limits(
    # 19 public specimen pictures: documents .62 to .93, the one without .25; a border with a face alone .51.
    is_document_min=0.6,
    # The engine gives .2 for a Gaussian blur of 3 pixels, .4 for 2; the 19 specimens lie at .71 and above.
    sharpness_min=0.25,
    # 18 of the 19 specimens 0, one .028 on white print.
    glare_max=0.03,
    # Mean C*ab after white balance: 25 colour photographs of real specimens 1.6 to 16, four grey copies of
    # rendered pages held before a camera 0.7 to 0.9. A published rule asks for 6, which pale pages miss.
    # Weak: a grey copy under lamp and daylight at once gives 3.8 to 6.8 (simulated, 36 pictures) and passes.
    chroma_min=1.2,
    # The embedding model takes 150-pixel crops; below 24 pixels between the eyes it only sees interpolation.
    portrait_inter_eye_min=24.0,
    # Printed portraits that were found on the specimens: .05 to .67.
    portrait_sharpness_min=0.04,
    # Equal to the engine's own limit of a clear read: a smaller one changes nothing, since no such read is valid.
    mrz_margin_min=0.7,
    age_max=120,
    # docs/benchmarks/faces.md: an FMR of 1e-3 is at .930 on either half of the LFW people; a little above, because
    # LFW flatters: FMR 8e-4, FNMR 4 %. What lies between is seen by a person, wide enough (no genuine pair of LFW
    # is below) that a decline without one is left to faces that clearly differ.
    match_min=0.932,
    review_min=0.88,
    # Templates are made by the shipped network whatever compares portraits, so its thresholds hold for them.
    kept_match_min=0.932,
    kept_review_min=0.88,
    # Frames of one capture turned by less than 35 degrees: rendered heads .944 and above (15 captures), one filmed
    # head .952. At .88 one cut to somebody else in six was taken; see docs/benchmarks/same_person.md.
    same_person_min=0.91,
    selfie_sharpness_min=0.2,
    selfie_brightness_min=40.0,
    selfie_brightness_max=225.0,
    selfie_contrast_min=30.0,
    selfie_inter_eye_min=40.0,
    # A passer-by in one frame of ten is no second applicant.
    multiple_faces_share_max=0.1,
    frames_min=8,
    # A voluntary head turn takes a few hundred milliseconds; a cut between two poses takes none.
    move_gap_min_ms=150,
    jump_max=1.0,
    repeated_share_max=0.3,
    # docs/benchmarks/liveness.md: rendered heads .01 at most, sheets and tablets in the picture 1.0; ordinary
    # photographs .19 at the 95 % quantile and .62 at the 99 %.
    screen_score_max=0.55,
    # Least turn at which the engine measures parallax at all.
    depth_yaw_min=18.0,
    # docs/decisions/0009-when-the-head-cannot-turn.md: rendered heads nodded by 11 to 26 degrees lead with the nose
    # by .08 to .23 and leave .032 to .108. Prints turned by 20 degrees and followed though no nod is seen: flat ones
    # lead by .002 and leave .006 at most, bent to 8 cm .057 and .045: the lead tells them, whatever they leave. The
    # engine measures from 8 degrees on; below depth_nod_min what shows too little is a small nod, not a print.
    depth_nod_min=18.0,
    depth_nod_residual_min=0.03,
    # Remainder of one homography, in inter-ocular distances, counted only where the nose runs ahead of the plane.
    # Filmed head .093 (5 % quantile, 48 chains of one person), rendered heads .054 at least; flat prints .010,
    # bent to 12 cm .054, to 8 cm .079 (95 %), all of which the nose gives away. docs/benchmarks/liveness.md
    depth_residual_min=0.045,
    depth_yaw_reference=20.0,
    depth_residual_slope=0.0,
    depth_points_min=25,
    # Eight colours of four without equal neighbours are 13.1 bits, order and place of the light 3.6; nine moves
    # out of five kinds 18.1 (tests/engine/face/test_draw.py counts them).
    challenge_bits_min=16.0,
    # docs/benchmarks/liveness.md, people of the rendered set that no limit was set on. One sequence in 500
    # that fits as well leaves 9 bits to the light alone against a recording of another session.
    light_correlation_min=0.75,
    light_chance_max=0.002,
    light_gradient_min=0.15,
    light_delay_max_ms=600,
    light_clear_min=0.012,
    light_flat_max=0.05,
    # Two signals that a plain camera does not show at the same time. They send to a person, never decline.
    injection_sum_max=0.5,
    # Rendered cards of other seeds: clear ones changed in one field 7.6 and above, honest ones misread 0 to 0.1;
    # docs/benchmarks/print_against_zone.md measures others.
    print_margin_min=5.0,
    # docs/benchmarks/document_presence.md: the same document .20 at most, another of its kind .10 to .28 (not told
    # apart), of another kind .62 and above; frozen previews 1.0, live ones 0 repeated (rendered).
    presence_score_max=0.5,
    # docs/benchmarks/document_wording.md: whole specimens .78 at most, corners cut off by a quarter .86 and above,
    # cracks from side to side 1.0 (rendered).
    damage_max=0.82,
    # docs/benchmarks/document_wording.md: one side photographed twice 1.0, front and back .06 to .10, different
    # documents .32 at most.
    side_alike_max=0.5,
    # Phrases that only such papers bear score 1, a likely find .8, a word that may be a name .3.
    wording_score_max=0.5,
    # docs/benchmarks/handwriting.md: public specimens .40 at most, rendered print .36; writing .39 to .68.
    handwriting_score_max=0.42,
    # docs/benchmarks/document_prints.md, set on 46 rendered scenes of each kind and reported on other people.
    # 0.7 is a local chroma of 1.2 units: originals 2.1 and above, grey copies under any light 1.2 at most; colour
    # specimens of states 3.4 and above, one that is grey by design 1.2.
    grey_copy_score_max=0.7,
    # A peak of 3.3 over the background: rendered originals 2.4 at most, drawn ones 2.4, specimens 3.0. Of 64 rendered
    # originals no second corner is filled by more than .13 (sheets cut square .83 and above); of 40 none has print
    # blurred by more than .03 mm, cards drawn at 325 dpi by .05 mm (inkjet .045 to .09 mm); the limit is .062 mm.
    paper_score_max=0.52,
    # Rendered originals .05 at most, rendered scans .49 and above.
    flat_scan_score_max=0.3,
    # 60 votes missing: rendered originals 8 at most, copies of them 43, edits that leave traces 300 and above.
    # A line whose strokes stand on paper smoother by .26 (logarithm) than beside it, crisper strokes counted: 94
    # rendered originals .10 at most, pictures without any sharpening .20. A portrait whose calm blocks have .2 more
    # calm pixels than those elsewhere: 40 rendered originals .09 at most, pasted portraits .54 in the median.
    # Shadows along two sides of the portrait that take .045 of the light: the same originals .02 at most.
    tamper_score_max=0.5,
    # Cosine of .905: the holder's own ghost .91 and above (19 of 20 .94), after a swapped portrait .91 at most.
    portrait_inconsistency_max=0.095,
    # docs/benchmarks/document_screens.md. Below .4, one dark strip between two straight lines; of 100 rendered
    # originals of other people none above .35, 105 of 108 rendered screens above.
    replica_score_max=0.38,
    # The same page: .6 is a card in a long lit panel or two words of an app; originals .3 at most.
    mobile_score_max=0.5,
    # The same page: two independent marks of exact pixels; originals .05 at most; four of 38 public
    # specimens lie above, small drawings that never saw a camera among them.
    screenshot_score_max=0.5,
    # docs/benchmarks/surface.md, set on one half of the people and reported on the other.
    face_moire_max=0.5,
    face_halftone_max=0.667,
    face_sheet_max=0.6,
    face_holes_max=0.8,
    # docs/benchmarks/approach.md, likewise: a perspective below .22, or .39 where the room grows as the face does.
    face_approach_max=0.6,
    # docs/benchmarks/veil.md, likewise: less than .65 of the face's own pattern in how it answers the page's light,
    # where the room answers as the face does.
    face_veil_max=0.5,
    # Each band begins above what 48 rendered originals of one half of the people gave; none of them had two signs
    # in their bands. docs/benchmarks/soft_signs.md reports the other half.
    soft_from={
        "color_inconsistency": 0.55,  # highest .54
        "paper": 0.46,  # 95 % below .44; two of 48 lie in the band, .475 and .479
        "flat_scan": 0.15,  # highest .09
        "tamper": 0.25,  # highest .22
        "portrait_inconsistency": 0.08,  # 95 % of 35 with a ghost below .071; one lies in the band, .087
        "electronic_replica": 0.25,  # one faint cue of several is .3; three of 100 lie in the band
        "mobile": 0.25,  # a long lit panel alone is .3; originals 0
        "screenshot": 0.25,  # one of the marks of exact pixels alone; originals 0
        "physical_presence": 0.3,  # the same document .20 at most, another of its kind .28 at most
        "print": 2.0,  # honest print misread 0 to .1, changed in one field 7.6 and above
        "face_moire": 0.25,  # 11.5 dB; rendered heads and a filmed one below 10.5, which is 0
        "face_moire_closer": 0.25,  # 10.25 dB where the face has room; heads and portraits below 9.5, which is 0
        "face_halftone": 0.55,  # rendered heads .41, a filmed one .48 in a small frame
        "face_sheet": 0.3,  # heads .02, all printed sheets .6 and above but one of 17 turned too far
        "face_holes": 0.3,
        "face_approach": 0.3,  # a perspective of .31, or .49 with such a room; 118 heads of one half .51 and above
        "face_veil": 0.25,  # a pattern of .73; heads in hard side light, a tenth left in the shade, .8 and above
        "screen_score": 0.35,  # ordinary photographs .19 at the 95 % quantile, rendered heads .01
    },
    # docs/benchmarks/selfie_quality.md: none of 68 frontal London portraits and 4 % of frontal press pictures (some
    # with dark glasses or in hard side light) are asked for another try; painted covers and lights all are.
    probe=ProbeLimits(
        turn_max=30.0,
        head_share_max=0.85,
        edge_room_min=-0.02,
        light_evenness_min=0.01,
        exposure_share_max=0.25,
        glasses_glare_max=0.08,
        eyes_visible_min=0.28,
        eyes_open_min=0.05,
        mouth_colour_max=16.0,
        mouth_chroma_min=0.4,
        lips_redness_min=2.0,
        face_covered_max=0.4,
    ),
    # Rendered; docs/benchmarks/in_hand.md reports people that nothing was set on. The own portrait in the hand gives
    # .975 and above (10 scenes), somebody else's .898 at most; with 16 pixels between its eyes it still gives .967,
    # and with fewer cards are lost. Pictures of faces and desks without the card give 7 points at most (18 pictures).
    # What is pasted in moves by .014, or goes with the head and is reshaped by .004; a hand that hardly moves gives
    # .08 and .025.
    in_hand=InHandLimits(
        frames_min=6,
        points_min=25.0,
        layout_min=0.7,
        portrait_eyes_min=17.0,
        portrait_min=0.935,
        moved_min=0.05,
        reshaped_min=0.012,
    ),
)
