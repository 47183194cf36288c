DROP INDEX sellers_member_id_lower;
