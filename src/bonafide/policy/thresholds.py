"""The one set of numbers that checks compare with, each with where it comes from.

One fixed set for everyone. A number changes here, with its measurement, and nowhere else.
"""

from bonafide.checks.base import Limits

SHIPPED = Limits(
    # Starting values on the engine's own 0 to 1 scales; to be set on measured capture sets.
    is_document_min=0.5,
    sharpness_min=0.25,
    # A clipped share above .01 is visible glare on synthetic specimens; twice that starts to hide print.
    glare_max=0.02,
    # Mean C*ab after white balance: 25 colour photographs of real specimens 1.6 to 16, four grey copies of
    # rendered pages held before a camera 0.7 to 0.9. A published rule asks for 6, which pale pages miss.
    chroma_min=1.2,
    # The embedding model takes 150-pixel crops; below 24 pixels between the eyes it only sees interpolation.
    portrait_inter_eye_min=24.0,
    portrait_sharpness_min=0.1,
    mrz_margin_min=0.05,
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
    screen_score_max=0.5,
    # Planar-homography residual, simulated on a 26-point head at 40 cm: at 20 degrees a real head gives at
    # least .084 (5 % quantile), a flat photo at most .064 (95 %, noise .03). At 15 degrees .063 against .064.
    depth_yaw_min=15.0,
    depth_residual_min=0.08,
    depth_yaw_reference=20.0,
    depth_residual_slope=0.002,
    depth_points_min=12,
)
