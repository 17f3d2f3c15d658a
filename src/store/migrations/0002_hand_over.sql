CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"email" text,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"unit" text,
	"password_hash" text,
	"must_change_password" boolean NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp with time zone,
	"active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_sign_in_at" timestamp with time zone,
	CONSTRAINT "account_username" UNIQUE("username"),
	CONSTRAINT "account_email" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"sid" text PRIMARY KEY NOT NULL,
	"data" jsonb NOT NULL,
	"account_id" uuid,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "canned_reply" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "canned_reply_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"title" text NOT NULL,
	"text" text NOT NULL,
	"changed_by" uuid NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "note" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "note_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" uuid NOT NULL,
	"case_id" uuid,
	"author" uuid NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callback" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"case_id" uuid,
	"state" text NOT NULL,
	"phone" text,
	"asked_at" timestamp with time zone NOT NULL,
	"consent_at" timestamp with time zone,
	"left_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "case_number" (
	"year" integer PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deletion_request" (
	"code" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"subject" text NOT NULL,
	"state" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"statement" text
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"conversation_id" uuid PRIMARY KEY NOT NULL,
	"turn_id" uuid NOT NULL,
	"text" text NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handled_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"conversation_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_seq" integer NOT NULL,
	"reason" text NOT NULL,
	"procedure" text,
	"unit" text,
	"claimed_at" timestamp with time zone,
	"officer" text,
	"first_reply_at" timestamp with time zone,
	"due_date" date NOT NULL,
	"closed_at" timestamp with time zone,
	"outcome" text,
	"settled" text,
	CONSTRAINT "handled_case_number" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "handover_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "handover_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" uuid NOT NULL,
	"case_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"event" text NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"reason" text,
	"version" integer NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "presence" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "citizen_name" text;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "unanswered_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "held_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "away_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "alerts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "alerted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "unit" text;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "case_id" uuid;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "labels" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "conversation" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "message" ADD COLUMN "client_id" uuid;--> statement-breakpoint
ALTER TABLE "message" ADD CONSTRAINT "message_client_id_unique" UNIQUE("client_id");--> statement-breakpoint
ALTER TABLE "callback" ADD CONSTRAINT "callback_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handled_case" ADD CONSTRAINT "handled_case_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handover_event" ADD CONSTRAINT "handover_event_conversation_id_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "session_account" ON "session" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "session_expires" ON "session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "note_conversation" ON "note" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE INDEX "callback_conversation" ON "callback" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "callback_open" ON "callback" USING btree ("state") WHERE "callback"."state" = 'open';--> statement-breakpoint
CREATE INDEX "handled_case_conversation" ON "handled_case" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "handled_case_opened" ON "handled_case" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "handover_event_conversation" ON "handover_event" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE INDEX "outbox_message" ON "outbox" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "conversation_queue" ON "conversation" USING btree ("state","waiting_since");--> statement-breakpoint
CREATE INDEX "conversation_holder" ON "conversation" USING btree ("holder");--> statement-breakpoint
CREATE INDEX "conversation_changed" ON "conversation" USING btree ("changed_at");--> statement-breakpoint
CREATE INDEX "conversation_due" ON "conversation" USING btree ("due_at") WHERE "conversation"."due_at" is not null;--> statement-breakpoint
UPDATE "conversation" SET "holder" = 'platform:' || "holder" WHERE "holder" IS NOT NULL;--> statement-breakpoint
UPDATE "conversation" SET "reason" = 'answered_in_platform' WHERE "reason" = 'person_answers_in_platform';--> statement-breakpoint
UPDATE "conversation" SET "reason" = NULL WHERE "state" IN ('bot', 'closed');--> statement-breakpoint
UPDATE "conversation" SET "changed_at" = coalesce("last_interaction_at", "created_at"), "held_since" = CASE WHEN "state" = 'held' THEN coalesce("person_last_at", "created_at") END;
