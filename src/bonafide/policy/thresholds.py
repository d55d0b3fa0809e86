"""The one set of numbers that checks compare with, each with where it comes from.

One fixed set for everyone. A number changes here, with its measurement, and nowhere else.
"""

from bonafide.checks.base import Limits

SHIPPED = Limits(
    # 19 public specimen pictures: documents .62 to .93, the one without a document .25.
    is_document_min=0.5,
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
    # Valid reads of the specimens: .12 and above; equal to the engine's own limit of a clear read.
    mrz_margin_min=0.1,
    age_max=120,
    # Cosine of the embedder on LFW view 2 (6,000 pairs): FAR 1e-2 at .906, 1e-3 at .921 (TAR .954).
    match_min=0.92,
    review_min=0.88,
    # Same person across a 40 degree turn: euclidean .5 (cosine .875) loses 4.9 %, so the band is wider here.
    same_person_min=0.85,
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
    # Rendered rooms .18 to .22, sheets and tablets inside the picture .96 and above (3 of each).
    screen_score_max=0.5,
    # Least turn at which the engine measures parallax at all.
    depth_yaw_min=18.0,
    # Remainder of one homography, in inter-ocular distances. Rendered heads turned by 29 to 34 degrees: .075
    # to .116 (6 turns, 3 people); flat pictures of the same faces .015 at most. A 26-point head at 40 cm
    # simulates .084 at 20 degrees, but the far cheek that makes the difference hides from 30 on: no slope.
    depth_residual_min=0.05,
    depth_yaw_reference=20.0,
    depth_residual_slope=0.0,
    depth_points_min=25,
)
