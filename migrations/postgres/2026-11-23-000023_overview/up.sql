-- What the central view counts: recruits by the time of receipt, moves into a stage, memberships that end.
CREATE INDEX recruits_received ON recruits (received_at, partner_id);

CREATE INDEX recruit_stage_moves_stage ON recruit_stage_moves (to_stage, moved_at);

CREATE INDEX sellers_membership ON sellers (membership_ends_on);
