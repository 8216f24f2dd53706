"""Money that moves: Stripe's client object, Braintree, PayPal, and invoices."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _S, _A = Operation.DELETE, Operation.SEND, Operation.ALTER
_RESOURCE, _NO, _WORK, _ONE = AssetKind.RESOURCE, Undo.NO, Undo.WITH_WORK, Scope.ONE
_PAID, _PAID_OUT = (Trait.MONEY,), (Trait.MONEY, Trait.OUTSIDE)
_STRIPE = (
    ("refunds", "create", _S, "{}", "It pays money back to a customer."), ("payouts", "create", _S, "{}", "It pays money out to a bank account."), ("transfers", "create", _S, "{}", "It moves money to another account."),
    ("charges", "create", _S, "{}", "It charges a customer's card."), ("payment_intents", "create", _S, "{}", "It starts a payment by a customer."), ("payment_intents", "capture", _S, '"pi_7"', "It takes a payment from a customer."),
    ("invoices", "pay", _S, '"in_7"', "It takes the money for a bill from a customer."), ("subscriptions", "create", _S, "{}", "It starts a subscription that a customer pays for."), ("subscriptions", "cancel", _D, '"sub_7"', "It ends a customer's subscription."),
    ("customers", "delete", _D, '"cus_7"', "It deletes a customer and ends their subscriptions."),
)
_BRAINTREE = (
    ("transaction.sale", _S, '{"amount": "10.00"}', "It charges a customer's card."), ("transaction.refund", _S, '"t7"', "It pays money back to a customer."), ("transaction.void", _A, '"t7"', "It calls off a payment by a customer."),
    ("transaction.submit_for_settlement", _S, '"t7"', "It takes a payment from a customer."), ("subscription.create", _S, "{}", "It starts a subscription that a customer pays for."), ("subscription.cancel", _D, '"s7"', "It ends a customer's subscription."),
    ("customer.delete", _D, '"c7"', "It deletes a customer with their cards."), ("payment_method.delete", _D, '"p7"', "It deletes a customer's way to pay."),
)

GIVES: tuple[Gives, ...] = (
    Gives(call="stripe.StripeClient", type="stripe.StripeClient"), Gives(call="stripe.StripeClient.v1", type="stripe.StripeClient"),
    Gives(call="braintree.BraintreeGateway", type="braintree.BraintreeGateway"),
    *(Gives(call=f"paypalrestsdk.{name}.find", type=f"paypalrestsdk.{name}", carries=(("name", 0),)) for name in ("Payment", "Sale", "Capture", "Authorization", "Order", "BillingAgreement")),
    *(Gives(call=f"paypalrestsdk.{name}", type=f"paypalrestsdk.{name}") for name in ("Payout", "Payment", "Invoice")),
)

_SETUP = 'import os\n\nimport stripe\n\nclient = stripe.StripeClient(os.environ["STRIPE_KEY"])\n'
_GATEWAY = 'import braintree\n\ngateway = braintree.BraintreeGateway(braintree.Configuration(braintree.Environment.Production, "m", "p", input()))\n'

CALLS: tuple[Call, ...] = (
    *rows("stripe-client", _SETUP, "print(client.customers.list())", "https://docs.stripe.com/api", tuple(
        Brief(f"stripe.StripeClient.{thing}.{method}", operation, f"{method}_{thing.removesuffix('s')}", _RESOURCE, _ONE, _NO, (0,) if args != "{}" else (), f"client.{thing}.{method}({args})", args.strip('"') if args != "{}" else "", _PAID if operation is _D else _PAID_OUT, words, suffix=thing)
        for thing, method, operation, args, words in _STRIPE), within=()),
    *rows("braintree", _GATEWAY, 'print(gateway.transaction.find("t7"))', "https://developer.paypal.com/braintree/docs/reference/overview", tuple(
        Brief(f"braintree.BraintreeGateway.{path}", operation, path.replace(".", "_"), _RESOURCE, _ONE, _NO, (0,) if not args.startswith("{") else (), f"gateway.{path}({args})", args.strip('"') if not args.startswith("{") else "", _PAID if operation is not _S else _PAID_OUT, words, suffix=path.partition(".")[0])
        for path, operation, args, words in _BRAINTREE), within=()),
    *rows("paypal", "import paypalrestsdk\n\n", 'print(paypalrestsdk.Payment.find("PAY-7"))', "https://github.com/paypal/PayPal-Python-SDK", (
        Brief("paypalrestsdk.Payment.execute", _S, "execute_payment", _RESOURCE, _ONE, _NO, ("self",), 'paypalrestsdk.Payment.find("PAY-7").execute({"payer_id": "x"})', "PAY-7", _PAID_OUT, "It takes a payment from a customer."),
        *(Brief(f"paypalrestsdk.{name}.refund", _S, "refund", _RESOURCE, _ONE, _NO, ("self",), f'paypalrestsdk.{name}.find("S-7").refund({{}})', "S-7", _PAID_OUT, "It pays money back to a customer.", suffix=name.lower()) for name in ("Sale", "Capture")),
        Brief("paypalrestsdk.Payout.create", _S, "payout", _RESOURCE, Scope.SOME, _NO, (), "paypalrestsdk.Payout({}).create()", "", _PAID_OUT, "It pays money out to other people.", suffix="payout"),
        Brief("paypalrestsdk.Payment.create", _S, "create_payment", _RESOURCE, _ONE, _WORK, (), "paypalrestsdk.Payment({}).create()", "", _PAID_OUT, "It starts a payment by a customer.", suffix="payment"),
        Brief("paypalrestsdk.BillingAgreement.cancel", _D, "cancel", _RESOURCE, _ONE, _NO, ("self",), 'paypalrestsdk.BillingAgreement.find("B-7").cancel({})', "B-7", _PAID, "It ends a customer's subscription."),
    ), within=()),
)
