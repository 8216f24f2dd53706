INSERT INTO billing.closing_bills (customer_id, amount)
SELECT customer_id, 0 FROM crm.customers WHERE status = 'inactive';
