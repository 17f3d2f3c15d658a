// The yardstick of the webhook bench: an Express route that parses the body and answers, and keeps nothing.
import express from "express";

const app = express();
app.post("/webhooks/zalo", express.json({ type: () => true }), (request, response) => {
  response.status(typeof request.body.event_name === "string" ? 200 : 400).end();
});
const server = app.listen(Number(process.env.PORT), () =>
  console.log(`http://localhost:${server.address().port}/`),
);
