-- The recruits that a check-in's plan of the next day is about, in the person's order.
CREATE TABLE check_in_plans (
    check_in_id TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    partner_id TEXT NOT NULL,
    recruit_id TEXT NOT NULL,
    PRIMARY KEY (check_in_id, position),
    FOREIGN KEY (partner_id, check_in_id) REFERENCES check_ins (partner_id, id),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id)
) STRICT;

CREATE UNIQUE INDEX check_in_plans_check_in_id_recruit_id_key ON check_in_plans (check_in_id, recruit_id);
