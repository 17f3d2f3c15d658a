import "../shared/without-eval.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import dayjs from "dayjs";
import "dayjs/locale/vi.js";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { theme } from "../shared/theme.ts";
import { vietnamese } from "../shared/vietnamese.ts";
import { App } from "./app.tsx";
import { openQueryClient } from "./data/query-client.ts";

dayjs.locale("vi");

const root = document.getElementById("desk");
if (root === null) throw new Error("index.html has no element with the id 'desk'");
createRoot(root).render(
  <StrictMode>
    <ConfigProvider locale={vietnamese} theme={theme}>
      <QueryClientProvider client={openQueryClient()}>
        <App />
      </QueryClientProvider>
    </ConfigProvider>
  </StrictMode>,
);
