CREATE TABLE "embedding_cache" (
	"digest" text PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"vector" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
