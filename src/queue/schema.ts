import type { QueueDatabase } from "./database.ts";

/** Of the tables below. Another number, another schema: databases are not migrated. */
export const schemaVersion = 1;

/** Schema of pg-boss's tables, beside ours in "onepass". */
export const bossSchema = "onepass_boss";

/**
 * What the queue knows beside pg-boss's own tables. A job of pg-boss's is a run key; its queue is a
 * group: jobs that one worker does well in one go, since they share a model and a compiled graph.
 *
 *     submissions ─1:n─► groups ─1:n─► (pg-boss jobs) ─► results
 *                          └─► rests_on: keys that have to end before the group's jobs begin
 *     workers ─► running ─► losses
 */
const tables = `
create schema if not exists onepass;
create table onepass.meta (
  version int not null
);
-- One model's part of a profile, with the texts gathered for it: all that planning wants.
create table onepass.submissions (
  id text primary key,                      -- sha256 of what it says
  profile text not null,                    -- its name
  model text not null,
  code_sha256 text not null,
  content text not null,                    -- JSON
  command text not null,                    -- that makes the records again
  lease_seconds int not null,
  created_at timestamptz not null default now()
);
create table onepass.groups (
  queue text primary key,                   -- pg-boss's queue
  submission text not null references onepass.submissions, -- that named it first
  place int not null,                       -- in the order of the plan
  kind text not null,
  title text not null,
  model text not null,
  engine text not null,
  device text not null,
  threads int not null,
  batch int not null,                       -- B: jobs computed at a time
  code_sha256 text not null
);
create table onepass.rests_on (
  queue text not null references onepass.groups on delete cascade,
  key text not null,
  key_queue text not null,                  -- its own
  primary key (queue, key)
);
create table onepass.results (
  key text primary key,
  queue text not null,
  worker uuid not null,
  attempt int not null,                     -- from 0
  record text not null,                     -- as its file has it, its own sha256 inside
  solution bytea,                           -- as its file has it; null where the job leaves none
  solution_sha256 text,                     -- of the file's bytes
  finished_at timestamptz not null default now()
);
create table onepass.workers (
  id uuid primary key,
  host text not null,
  pid int not null,
  engine text not null,
  device text not null,
  code_sha256 text not null,
  model text,                               -- loaded now
  steps_per_second double precision,        -- of texts, over the last interval; null where none ran
  state text not null,                      -- idle, working, draining, ended
  drain boolean not null default false,     -- asked to end
  seconds_to_live double precision not null, -- after which without a sign it counts as dead
  started_at timestamptz not null default now(),
  last_seen timestamptz not null default now()
);
-- Jobs in hand, one row a key; who takes a job over takes the row over.
create table onepass.running (
  key text primary key,
  worker uuid not null references onepass.workers on delete cascade,
  queue text not null,
  attempt int not null,
  steps int,                                -- of a fit
  loss_nats double precision,
  accuracy double precision,                -- best so far
  share double precision,                   -- done, of another kind
  since timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- Of running fits; they go with the job's end, whose record has them.
create table onepass.losses (
  key text not null,
  steps int not null,
  loss_nats double precision not null,
  accuracy double precision not null,
  at timestamptz not null default now(),
  primary key (key, steps)
);
-- Errors that jobs ended in: the third ends the job.
create table onepass.errors (
  number bigint generated always as identity primary key,
  key text not null,
  worker uuid not null,
  message text not null,
  at timestamptz not null default now()
);
-- A job's id in pg-boss: the first 128 bits of its key, marked as a uuid of version 8.
create function onepass.job_id(key text) returns uuid language sql immutable as $$
  select (substr(key, 1, 12) || '8' || substr(key, 14, 3) || '8' || substr(key, 18, 15))::uuid
$$;
create index on onepass.errors (key);
create index on onepass.results (finished_at);
create index on onepass.running (worker);
insert into onepass.meta values (${schemaVersion});
`;

/** Two processes may come to an empty database at once; the number is of this lock alone. */
const lock = 2505_21189;

/** Makes the tables where there are none. */
export async function prepareSchema(database: QueueDatabase): Promise<void> {
  await database.transaction(async (inside) => {
    await inside.rows(`select pg_advisory_xact_lock(${lock})`);
    const [{ there }] = await inside.rows<{ there: boolean }>(
      `select to_regclass('onepass.meta') is not null as there`,
    );
    if (!there) await inside.rows(tables);
  });
  await checkVersion(database);
}

/**
 * Makes sure that the database has a queue that this code can read.
 *
 * @throws Error where it has none, or one of another version
 */
export async function checkSchema(database: QueueDatabase): Promise<void> {
  const [{ there }] = await database.rows<{ there: boolean }>(
    `select to_regclass('onepass.meta') is not null
       and to_regclass('onepass_boss.job') is not null as there`,
  );
  if (!there) {
    throw new Error(
      `Cannot read a queue in ${database.place}: it has none; "deno task queue submit" makes one`,
    );
  }
  await checkVersion(database);
}

async function checkVersion(database: QueueDatabase): Promise<void> {
  const [{ version }] = await database.rows<{ version: number }>(
    `select version from onepass.meta`,
  );
  if (version === schemaVersion) return;
  throw new Error(
    `Cannot use the queue in ${database.place}: its schema is of version ${version}, this code ` +
      `wants ${schemaVersion}; use the code that made it, or another database`,
  );
}
