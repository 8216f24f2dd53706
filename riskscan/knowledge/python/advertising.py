"""Advertisements that cost money each day: Google Ads and Meta."""

from __future__ import annotations

from dataclasses import replace

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _S, _C = Operation.DELETE, Operation.WRITE, Operation.SEND, Operation.CREATE
_RESOURCE, _NO, _WORK, _ONE, _SOME = AssetKind.RESOURCE, Undo.NO, Undo.WITH_WORK, Scope.ONE, Scope.SOME
_PAID, _OUT = (Trait.MONEY, Trait.OUTSIDE), (Trait.OUTSIDE,)
_SERVICES = (  # service, method, what it changes
    ("CampaignService", "mutate_campaigns", "campaigns"), ("CampaignBudgetService", "mutate_campaign_budgets", "what campaigns may spend"), ("AdGroupService", "mutate_ad_groups", "groups of ads"),
    ("AdGroupAdService", "mutate_ad_group_ads", "ads"), ("AdGroupCriterionService", "mutate_ad_group_criteria", "the search words that ads are bought for"), ("CampaignCriterionService", "mutate_campaign_criteria", "who sees campaigns"),
    ("BiddingStrategyService", "mutate_bidding_strategies", "what is paid for a click"), ("AssetService", "mutate_assets", "pictures and texts of ads"), ("CampaignAssetService", "mutate_campaign_assets", "pictures and texts of ads"),
    ("SharedSetService", "mutate_shared_sets", "lists of search words"), ("SharedCriterionService", "mutate_shared_criteria", "lists of search words"), ("ConversionActionService", "mutate_conversion_actions", "what counts as a sale"),
    ("CustomerService", "mutate_customer", "the account"), ("GoogleAdsService", "mutate", "campaigns and ads"),
)
_UPLOADS = (
    ("ConversionUploadService", "upload_click_conversions", "It sends sales of your customers to Google Ads."), ("ConversionUploadService", "upload_call_conversions", "It sends calls of your customers to Google Ads."),
    ("ConversionAdjustmentUploadService", "upload_conversion_adjustments", "It changes sales that Google Ads counts."), ("OfflineUserDataJobService", "add_offline_user_data_job_operations", "It sends a list of your customers to Google Ads."),
    ("UserDataService", "upload_user_data", "It sends a list of your customers to Google Ads."),
)
_META = ("Campaign", "AdSet", "Ad", "AdCreative")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"google.ads.googleads.client.GoogleAdsClient{load}", type="googleads.Client") for load in ("", ".load_from_storage", ".load_from_dict", ".load_from_env", ".load_from_string")),
    Gives(call="googleads.Client.get_service", type="googleads({0})"),
    *(Gives(call=f"facebook_business.adobjects.{name.lower()}.{name}", type=f"facebook.{name}", carries=(("name", 0),)) for name in (*_META, "AdAccount")),
    *(Gives(call=f"facebook.AdAccount.create_{name}", type=f"facebook.{kind}") for name, kind in (("campaign", "Campaign"), ("ad_set", "AdSet"), ("ad", "Ad"))),
)

_SETUP = 'from google.ads.googleads.client import GoogleAdsClient\n\nclient = GoogleAdsClient.load_from_storage()\n'
_READS = 'print(client.get_service("GoogleAdsService").search(customer_id="77", query="SELECT campaign.id FROM campaign"))'
_ADS = 'from facebook_business.adobjects.ad import Ad\nfrom facebook_business.adobjects.adaccount import AdAccount\nfrom facebook_business.adobjects.adcreative import AdCreative\nfrom facebook_business.adobjects.adset import AdSet\nfrom facebook_business.adobjects.campaign import Campaign\n\n'

CALLS: tuple[Call, ...] = (
    *(replace(row, dry=(("validate_only", "True"),)) for row in rows("google-ads", _SETUP, _READS, "https://developers.google.com/google-ads/api/docs/client-libs/python", (
        *(Brief(f"googleads({service}).{method}", _W, "update", _RESOURCE, _SOME, _WORK, ("customer_id", "request.customer_id"), f'client.get_service("{service}").{method}(customer_id="77", operations=[])', "77", _PAID, f"It changes {words} of the Google Ads account {{name}}.") for service, method, words in _SERVICES),
        *(Brief(f"googleads({service}).{method}", _S, "upload", _RESOURCE, _SOME, _WORK, ("customer_id", "request.customer_id"), f'client.get_service("{service}").{method}(customer_id="77")', "77", _OUT, words) for service, method, words in _UPLOADS),
    ), within=())),
    *rows("meta-ads", _ADS, 'print(AdAccount("act_7").get_campaigns())', "https://developers.facebook.com/docs/marketing-apis/", (
        *(Brief(f"facebook.{kind}.{name}", _D, "remove", _RESOURCE, _ONE, _NO, ("self",), f'{kind}("7").{name}()', "7", plain="It deletes an advertisement or what belongs to it.", suffix=kind.lower()) for kind in _META for name in ("api_delete", "remote_delete")),
        *(Brief(f"facebook.{kind}.{name}", _W, "update", _RESOURCE, _ONE, _WORK, ("self",), f'{kind}("7").{name}(params={{}})', "7", _PAID, "It changes an advertisement that costs money each day.", suffix=kind.lower()) for kind in _META for name in ("api_update", "remote_update")),
        *(Brief(f"facebook.AdAccount.{name}", _C, "create", _RESOURCE, _ONE, _WORK, ("self",), f'AdAccount("act_7").{name}(params={{}})', "act_7", _PAID, "It makes an advertisement that costs money each day.") for name in ("create_campaign", "create_ad_set", "create_ad")),
    ), within=()),
)
