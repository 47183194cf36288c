// What phones keep, for whoever checks their scripts. It is not sent to phones, which have no use for it.

/** A record, or a change of one, on this phone. */
export interface Item {
  /** The record's client_ref, unique for ever. */
  key: string;
  /** Who saved it. */
  user: string;
  url: string;
  body: Record<string, any>;
  captured_at: string;
  state: "waiting" | "refused" | "sent";
  /** How often it was mended: each takes a new idempotency key. */
  tries: number;
  /** A change of a record that is there. */
  method?: "PATCH";
  /** The key of the record that it changes, where that may still be on the phone. */
  of?: string;
  /** Of which it is the report. */
  day?: string;
  reason?: string;
  code?: string;
  /** The server's. */
  id?: string;
}

/** Who has signed in. */
export interface Session {
  user: string;
  name: string;
  csrf: string;
  today: string;
  owner: boolean;
}
