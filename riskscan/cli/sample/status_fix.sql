-- Customers who left in the third quarter become inactive.
BEGIN;

UPDATE crm.customers
SET status = 'inactive', changed_at = now()
-- WHERE customer_id IN (10482, 10519, 10733)
;

COMMIT;
