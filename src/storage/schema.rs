//! The tables, for diesel: one text for both databases.
//!
//! Kept by hand beside `migrations/`; `tests/storage` holds every table and column of both databases
//! against it.

#![expect(missing_docs, reason = "the migrations say what a table is for")]

diesel::table! {
    installation (id) {
        id -> Integer,
        installation_id -> Text,
        test_database -> Bool,
        first_today -> Nullable<Date>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Text,
        algorithm -> Text,
        secret -> Binary,
        created_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_head (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    audit (seq) {
        seq -> BigInt,
        id -> Text,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        partner_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        before_json -> Nullable<Text>,
        after_json -> Nullable<Text>,
        reason -> Nullable<Text>,
        hashed -> Binary,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    partners (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        city -> Text,
        payout_currency -> Text,
        tier -> Nullable<Text>,
        territories -> Text,
        ntn -> Nullable<Text>,
        status -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        role -> Text,
        partner_id -> Nullable<Text>,
        status -> Text,
        password_hash -> Nullable<Text>,
        security_version -> Integer,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        phone -> Nullable<Text>,
    }
}

diesel::table! {
    partner_parents (partner_id, effective_from) {
        partner_id -> Text,
        effective_from -> Date,
        parent_id -> Nullable<Text>,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    partner_statuses (seq) {
        seq -> BigInt,
        partner_id -> Text,
        status -> Text,
        reason -> Nullable<Text>,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    tax_profiles (id) {
        id -> Text,
        partner_id -> Text,
        effective_from -> Date,
        withholding_parts -> Integer,
        withhold_on -> Text,
        sales_tax_parts -> Integer,
        prepared_by -> Text,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    bank_accounts (id) {
        id -> Text,
        partner_id -> Text,
        title -> Text,
        iban -> Text,
        status -> Text,
        prepared_by -> Text,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    settings (seq) {
        seq -> BigInt,
        key -> Text,
        value -> Text,
        effective_from -> Date,
        reason -> Nullable<Text>,
        set_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    refresh_families (id) {
        id -> Text,
        user_id -> Text,
        security_version -> Integer,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        revoked_for -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Binary,
        family_id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        rotated_at -> Nullable<Timestamp>,
        replaced_by -> Nullable<Binary>,
    }
}

diesel::table! {
    web_sessions (id) {
        id -> Text,
        token_hash -> Binary,
        csrf_hash -> Binary,
        user_id -> Text,
        security_version -> Integer,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    password_links (id) {
        id -> Text,
        user_id -> Text,
        token_hash -> Binary,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    idempotency_keys (user_id, operation, key) {
        user_id -> Text,
        operation -> Text,
        key -> Text,
        fingerprint -> Binary,
        state -> Text,
        status -> Nullable<Integer>,
        headers -> Nullable<Text>,
        body -> Nullable<Binary>,
        created_at -> Timestamp,
        completed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notifications (id) {
        seq -> BigInt,
        id -> Text,
        user_id -> Text,
        kind -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        data -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sellers (id) {
        id -> Text,
        name -> Text,
        city -> Text,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        ntn -> Nullable<Text>,
        cnic -> Nullable<Text>,
        member_id -> Nullable<Text>,
        contact_name -> Nullable<Text>,
        categories -> Text,
        star_rating -> Nullable<Integer>,
        status -> Text,
        partner_id -> Nullable<Text>,
        verified_on -> Nullable<Date>,
        membership_ends_on -> Nullable<Date>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    events (id) {
        id -> Text,
        title -> Text,
        city -> Text,
        venue -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        capacity -> Nullable<Integer>,
        cost_amount -> Nullable<BigInt>,
        cost_currency -> Nullable<Text>,
        status -> Text,
        drafted_by_partner_id -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        form_token -> Nullable<Text>,
        form_open -> Bool,
    }
}

diesel::table! {
    event_hosts (event_id, partner_id) {
        event_id -> Text,
        partner_id -> Text,
        position -> Integer,
        share_parts -> Integer,
    }
}

diesel::table! {
    registrations (id) {
        id -> Text,
        event_id -> Text,
        code -> Text,
        name -> Text,
        company -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        city -> Nullable<Text>,
        mode -> Text,
        walk_in -> Bool,
        invited_by_user_id -> Nullable<Text>,
        invited_by_partner_id -> Nullable<Text>,
        chosen_partner_id -> Nullable<Text>,
        created_by -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        waiting -> Bool,
    }
}

diesel::table! {
    form_codes (code) {
        code -> Text,
        event_id -> Text,
        registration_id -> Text,
        form -> Text,
        fingerprint -> Binary,
        waiting -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    arrivals (id) {
        seq -> BigInt,
        id -> Text,
        event_id -> Text,
        registration_id -> Text,
        mode -> Text,
        received_by -> Nullable<Text>,
        captured_at -> Nullable<Timestamp>,
        received_at -> Timestamp,
        attributed_partner_id -> Nullable<Text>,
        ground -> Nullable<Text>,
        client_ref -> Nullable<Text>,
    }
}

diesel::table! {
    arrival_recruits (arrival_id) {
        arrival_id -> Text,
        partner_id -> Text,
        recruit_id -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    recruits (id) {
        seq -> BigInt,
        id -> Text,
        partner_id -> Text,
        user_id -> Nullable<Text>,
        created_by -> Text,
        seller_id -> Text,
        seller_name -> Text,
        seller_city -> Text,
        submitted -> Nullable<Text>,
        source -> Text,
        event_id -> Nullable<Text>,
        note -> Nullable<Text>,
        captured_at -> Nullable<Timestamp>,
        received_at -> Timestamp,
        client_ref -> Nullable<Text>,
        status -> Text,
        stage -> Text,
        protected_until -> Nullable<Date>,
        last_activity_at -> Nullable<Timestamp>,
        review_reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision_reason -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_reason -> Nullable<Text>,
        version -> Integer,
        updated_at -> Timestamp,
        first_contact_hours -> Integer,
        first_contact_due_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    recruit_stage_moves (seq) {
        seq -> BigInt,
        partner_id -> Text,
        recruit_id -> Text,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        note -> Nullable<Text>,
        moved_by -> Nullable<Text>,
        moved_at -> Timestamp,
    }
}

diesel::table! {
    recruit_activities (id) {
        id -> Text,
        partner_id -> Text,
        recruit_id -> Text,
        user_id -> Nullable<Text>,
        created_by -> Text,
        kind -> Text,
        happened_at -> Timestamp,
        note -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    recruit_extensions (recruit_id) {
        recruit_id -> Text,
        partner_id -> Text,
        reason -> Text,
        until_before -> Date,
        until_after -> Date,
        extended_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    check_ins (id) {
        id -> Text,
        partner_id -> Text,
        user_id -> Text,
        date -> Date,
        calls -> Integer,
        visits -> Integer,
        demos -> Integer,
        proposals -> Integer,
        new_recruits -> Integer,
        contracts -> Integer,
        sales_count -> Integer,
        sales_amount -> BigInt,
        sales_currency -> Text,
        plan -> Nullable<Text>,
        note -> Nullable<Text>,
        captured_at -> Nullable<Timestamp>,
        received_at -> Timestamp,
        client_ref -> Nullable<Text>,
        status -> Text,
        late -> Bool,
        after_lock -> Bool,
        reviewed_by -> Nullable<Text>,
        reviewed_at -> Nullable<Timestamp>,
        review_comment -> Nullable<Text>,
        version -> Integer,
        updated_at -> Timestamp,
        corrected -> Bool,
        correction_reason -> Nullable<Text>,
    }
}

diesel::table! {
    check_in_blockers (check_in_id, position) {
        check_in_id -> Text,
        position -> Integer,
        partner_id -> Text,
        text -> Nullable<Text>,
        category -> Text,
        since -> Nullable<Date>,
    }
}

diesel::table! {
    check_in_plans (check_in_id, position) {
        check_in_id -> Text,
        position -> Integer,
        partner_id -> Text,
        recruit_id -> Text,
    }
}

diesel::table! {
    check_in_reopenings (user_id, date) {
        user_id -> Text,
        date -> Date,
        partner_id -> Text,
        reason -> Text,
        reopened_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    holidays (date) {
        date -> Date,
        name -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    leaves (id) {
        id -> Text,
        partner_id -> Text,
        user_id -> Text,
        first_on -> Date,
        last_on -> Date,
        reason -> Nullable<Text>,
        status -> Text,
        decided_by -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        withdrawn_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    person_weeks (user_id, effective_from) {
        user_id -> Text,
        effective_from -> Date,
        partner_id -> Text,
        day_off -> Nullable<Text>,
        reports -> Bool,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    products (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        price_amount -> BigInt,
        price_currency -> Text,
        term_months -> Nullable<Integer>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    exchange_rates (id) {
        id -> Text,
        date -> Date,
        base -> Text,
        quote -> Text,
        rate -> Text,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sales (id) {
        id -> Text,
        external_id -> Text,
        fingerprint -> Binary,
        seller_id -> Text,
        kind -> Text,
        product_id -> Text,
        amount -> BigInt,
        currency -> Text,
        paid_on -> Date,
        source -> Text,
        city -> Text,
        event_id -> Nullable<Text>,
        note -> Nullable<Text>,
        verified_on -> Nullable<Date>,
        status -> Text,
        recorded_by -> Text,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        voided_by -> Nullable<Text>,
        voided_at -> Nullable<Timestamp>,
        void_reason -> Nullable<Text>,
        recruit_id -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        changed_by -> Nullable<Text>,
        term_months -> Nullable<Integer>,
        membership_before -> Nullable<Date>,
    }
}

diesel::table! {
    sale_credits (sale_id, partner_id) {
        sale_id -> Text,
        partner_id -> Text,
        position -> Integer,
        share_parts -> Integer,
    }
}

diesel::table! {
    refunds (id) {
        id -> Text,
        external_id -> Text,
        fingerprint -> Binary,
        sale_id -> Text,
        amount -> BigInt,
        currency -> Text,
        refunded_on -> Date,
        reason -> Text,
        status -> Text,
        recorded_by -> Text,
        voided_by -> Nullable<Text>,
        voided_at -> Nullable<Timestamp>,
        void_reason -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    seller_holders (seq) {
        seq -> BigInt,
        seller_id -> Text,
        partner_id -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
        sale_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
        closed_reason -> Nullable<Text>,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    plans (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        currency -> Text,
        fiscal_year_start -> Integer,
        minimum_payout -> BigInt,
        file -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    plan_versions (id) {
        id -> Text,
        plan_id -> Text,
        effective_from -> Date,
        file -> Text,
        prepared_by -> Text,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    agreements (id) {
        id -> Text,
        partner_id -> Text,
        plan_id -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        created_by -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    targets (id) {
        id -> Text,
        partner_id -> Text,
        month -> Text,
        recruits -> Integer,
        new_sales -> Integer,
        renewal_sales -> Integer,
        set_by -> Text,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    demo (step) {
        step -> Integer,
        today -> Date,
        created_at -> Timestamp,
    }
}

diesel::table! {
    seller_keys (seller_id, key) {
        seller_id -> Text,
        key -> Text,
    }
}

diesel::table! {
    seller_corrections (seller_id) {
        seller_id -> Text,
        verified_on -> Nullable<Date>,
        proposed_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    fact_changes (seq) {
        seq -> BigInt,
        kind -> Text,
        subject_id -> Text,
        first_on -> Date,
        last_on -> Nullable<Date>,
        status -> Nullable<Text>,
        verified_on -> Nullable<Date>,
        refund_id -> Nullable<Text>,
    }
}

diesel::table! {
    former_names (seq) {
        seq -> BigInt,
        subject_id -> Text,
        name -> Text,
        city -> Nullable<Text>,
        ntn -> Nullable<Text>,
        until_at -> Timestamp,
    }
}

diesel::table! {
    periods (period) {
        period -> Text,
        closed_by -> Text,
        closed_at -> Timestamp,
        facts_through -> BigInt,
        entries -> Integer,
        statements -> Integer,
        fingerprint -> Binary,
        settings_through -> BigInt,
    }
}

diesel::table! {
    left_out_sales (period, sale_id) {
        period -> Text,
        sale_id -> Text,
        reason -> Text,
    }
}

diesel::table! {
    approved_fingerprints (subject_id) {
        subject_id -> Text,
        fingerprint -> Binary,
    }
}

diesel::table! {
    statements (id) {
        id -> Text,
        period -> Text,
        partner_id -> Text,
        currency -> Text,
        opening_balance -> BigInt,
        commission -> BigInt,
        adjustments -> BigInt,
        held -> BigInt,
        carried_forward -> BigInt,
        minimum_payout -> BigInt,
        payout_currency -> Text,
        rate -> Nullable<Text>,
        rate_on -> Nullable<Date>,
        rate_divides -> Bool,
        payable -> BigInt,
        withhold_on -> Text,
        withholding_parts -> Integer,
        sales_tax_parts -> Integer,
        sales_tax -> BigInt,
        withholding_tax -> BigInt,
        net -> BigInt,
        status -> Text,
        fingerprint -> Binary,
        entries -> Integer,
        accepted_by -> Nullable<Text>,
        accepted_at -> Nullable<Timestamp>,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        approval_reason -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    adjustments (id) {
        id -> Text,
        partner_id -> Text,
        period -> Text,
        amount -> BigInt,
        currency -> Text,
        reason -> Text,
        prepared_by -> Text,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    entries (id) {
        id -> Text,
        period -> Text,
        partner_id -> Text,
        position -> Integer,
        sale_id -> Nullable<Text>,
        rule -> Text,
        from_partner_id -> Nullable<Text>,
        window_first -> Nullable<Date>,
        day -> Date,
        entry -> Text,
        basis -> Nullable<BigInt>,
        amount -> BigInt,
        currency -> Text,
        explanation -> Text,
    }
}

diesel::table! {
    conflicts (id) {
        id -> Text,
        partner_id -> Text,
        recruit_id -> Text,
        claim -> Text,
        filed_by -> Text,
        filed_at -> Timestamp,
        decision -> Nullable<Text>,
        shares -> Nullable<Text>,
        reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        version -> Integer,
        evidence -> Text,
        against_id -> Nullable<Text>,
        answer -> Nullable<Text>,
        answer_evidence -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    fundings (id) {
        id -> Text,
        event_id -> Text,
        partner_id -> Text,
        requested -> BigInt,
        currency -> Text,
        purpose -> Text,
        requested_by -> Text,
        status -> Text,
        approved -> Nullable<BigInt>,
        decision_reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        spent -> Nullable<BigInt>,
        spent_on -> Nullable<Date>,
        reference -> Nullable<Text>,
        proof_note -> Nullable<Text>,
        proven_by -> Nullable<Text>,
        proven_at -> Nullable<Timestamp>,
        review_reason -> Nullable<Text>,
        reviewed_by -> Nullable<Text>,
        reviewed_at -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    jobs (name) {
        name -> Text,
        held_by -> Nullable<Text>,
        held_until -> Nullable<Timestamp>,
        done_for -> Nullable<Date>,
        started_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        effects -> Nullable<Integer>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    notices (kind, subject_id, due_on) {
        kind -> Text,
        subject_id -> Text,
        due_on -> Date,
        told_at -> Timestamp,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        kind -> Text,
        format -> Text,
        file_name -> Nullable<Text>,
        file_hash -> Binary,
        file_bytes -> BigInt,
        headings -> Text,
        mapping -> Text,
        status -> Text,
        row_count -> BigInt,
        new_count -> BigInt,
        unchanged_count -> BigInt,
        faulty_count -> BigInt,
        total_rows -> Nullable<BigInt>,
        at_row -> BigInt,
        created_by -> Text,
        committed_by -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    import_parts (import_id, position) {
        import_id -> Text,
        position -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    import_faults (seq) {
        seq -> BigInt,
        import_id -> Text,
        at_row -> BigInt,
        heading -> Text,
        value -> Text,
        reason -> Text,
    }
}

diesel::table! {
    disputes (id) {
        id -> Text,
        statement_id -> Text,
        partner_id -> Text,
        entry_id -> Text,
        claim_amount -> Nullable<BigInt>,
        claim_words -> Nullable<Text>,
        currency -> Text,
        reason -> Text,
        line_amount -> BigInt,
        held -> BigInt,
        opened_by -> Text,
        decision -> Nullable<Text>,
        decided_amount -> Nullable<BigInt>,
        decision_reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        adjustment_id -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        answer_by -> Nullable<Date>,
        evidence -> Text,
        decision_evidence -> Text,
    }
}

diesel::table! {
    payments (payout_id, statement_id) {
        payout_id -> Text,
        statement_id -> Text,
        partner_id -> Text,
        position -> Integer,
        partner_code -> Text,
        partner_name -> Text,
        account_title -> Text,
        iban -> Text,
        amount -> BigInt,
        status -> Text,
        reference -> Nullable<Text>,
        settled_by -> Nullable<Text>,
        settled_on -> Nullable<Date>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    payouts (id) {
        id -> Text,
        period -> Text,
        currency -> Text,
        status -> Text,
        pay_on -> Date,
        payer_title -> Text,
        payer_iban -> Text,
        payer_bic -> Nullable<Text>,
        payments -> Integer,
        total -> BigInt,
        fingerprint -> Binary,
        prepared_by -> Text,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        exported_by -> Nullable<Text>,
        exported_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accepted_exceptions (period, exception) {
        period -> Text,
        exception -> Text,
        detail -> Text,
        reason -> Text,
        accepted_by -> Text,
        accepted_at -> Timestamp,
    }
}

diesel::joinable!(agreements -> partners (partner_id));
diesel::joinable!(agreements -> plans (plan_id));
diesel::joinable!(arrivals -> events (event_id));
diesel::joinable!(arrivals -> registrations (registration_id));
diesel::joinable!(bank_accounts -> partners (partner_id));
diesel::joinable!(check_in_blockers -> check_ins (check_in_id));
diesel::joinable!(check_ins -> partners (partner_id));
diesel::joinable!(check_ins -> users (user_id));
diesel::joinable!(event_hosts -> events (event_id));
diesel::joinable!(event_hosts -> partners (partner_id));
diesel::joinable!(events -> partners (drafted_by_partner_id));
diesel::joinable!(idempotency_keys -> users (user_id));
diesel::joinable!(import_faults -> imports (import_id));
diesel::joinable!(import_parts -> imports (import_id));
diesel::joinable!(notifications -> users (user_id));
diesel::joinable!(partner_statuses -> partners (partner_id));
diesel::joinable!(password_links -> users (user_id));
diesel::joinable!(plan_versions -> plans (plan_id));
diesel::joinable!(recruit_activities -> recruits (recruit_id));
diesel::joinable!(recruit_activities -> users (user_id));
diesel::joinable!(recruit_extensions -> recruits (recruit_id));
diesel::joinable!(recruit_stage_moves -> recruits (recruit_id));
diesel::joinable!(recruits -> events (event_id));
diesel::joinable!(recruits -> partners (partner_id));
diesel::joinable!(recruits -> sellers (seller_id));
diesel::joinable!(recruits -> users (user_id));
diesel::joinable!(refresh_families -> users (user_id));
diesel::joinable!(refresh_tokens -> refresh_families (family_id));
diesel::joinable!(refresh_tokens -> users (user_id));
diesel::joinable!(refunds -> sales (sale_id));
diesel::joinable!(registrations -> events (event_id));
diesel::joinable!(sale_credits -> partners (partner_id));
diesel::joinable!(sale_credits -> sales (sale_id));
diesel::joinable!(sales -> events (event_id));
diesel::joinable!(sales -> products (product_id));
diesel::joinable!(sales -> recruits (recruit_id));
diesel::joinable!(sales -> sellers (seller_id));
diesel::joinable!(seller_corrections -> sellers (seller_id));
diesel::joinable!(seller_corrections -> users (proposed_by));
diesel::joinable!(seller_holders -> partners (partner_id));
diesel::joinable!(seller_holders -> sales (sale_id));
diesel::joinable!(seller_holders -> sellers (seller_id));
diesel::joinable!(seller_keys -> sellers (seller_id));
diesel::joinable!(sellers -> partners (partner_id));
diesel::joinable!(targets -> partners (partner_id));
diesel::joinable!(tax_profiles -> partners (partner_id));
diesel::joinable!(users -> partners (partner_id));
diesel::joinable!(web_sessions -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    accepted_exceptions,
    adjustments,
    agreements,
    arrival_recruits,
    arrivals,
    audit,
    audit_head,
    bank_accounts,
    check_in_blockers,
    check_in_plans,
    check_in_reopenings,
    check_ins,
    conflicts,
    demo,
    disputes,
    entries,
    event_hosts,
    events,
    exchange_rates,
    fact_changes,
    form_codes,
    former_names,
    fundings,
    holidays,
    idempotency_keys,
    import_faults,
    import_parts,
    imports,
    installation,
    jobs,
    leaves,
    left_out_sales,
    notices,
    notifications,
    partner_parents,
    partner_statuses,
    partners,
    password_links,
    payments,
    payouts,
    periods,
    person_weeks,
    plan_versions,
    plans,
    products,
    recruit_activities,
    recruit_extensions,
    recruit_stage_moves,
    recruits,
    refresh_families,
    refresh_tokens,
    refunds,
    registrations,
    sale_credits,
    sales,
    seller_corrections,
    seller_holders,
    seller_keys,
    sellers,
    settings,
    signing_keys,
    statements,
    targets,
    tax_profiles,
    users,
    web_sessions,
);
