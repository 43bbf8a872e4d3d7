-- How many times an action, or anything that it holds, was written: what a version of the plan knows of it is told by it alone.

ALTER TABLE plan_action ADD COLUMN revision @i64 NOT NULL DEFAULT 1;
