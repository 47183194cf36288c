-- People write the platform's names of sellers in either case, and mean the same.
CREATE INDEX sellers_member_id_lower ON sellers (lower(member_id));
