-- The recruits that a check-in's plan of the next day is about, in the person's order.
CREATE TABLE check_in_plans (
    check_in_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 99),
    partner_id TEXT COLLATE "C" NOT NULL,
    recruit_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (check_in_id, position),
    FOREIGN KEY (partner_id, check_in_id) REFERENCES check_ins (partner_id, id),
    FOREIGN KEY (partner_id, recruit_id) REFERENCES recruits (partner_id, id)
);

CREATE UNIQUE INDEX check_in_plans_check_in_id_recruit_id_key ON check_in_plans (check_in_id, recruit_id);

ALTER TABLE check_in_plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE check_in_plans FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON check_in_plans FOR ALL
    USING ((SELECT saathi_scope()) = 'platform');
CREATE POLICY partner ON check_in_plans FOR ALL
    USING (partner_id = (SELECT saathi_scope()));

GRANT SELECT, INSERT, UPDATE, DELETE ON check_in_plans TO saathi_app;
