CREATE TABLE crm.customers (
  customer_id bigint PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  status text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE billing.closing_bills (
  bill_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES crm.customers (customer_id),
  amount numeric(12, 2) NOT NULL
);

CREATE VIEW sales.active_customers AS
SELECT customer_id, name FROM crm.customers WHERE status = 'active';
