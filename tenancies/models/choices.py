"""The codes of the field: tenures, account kinds, ways to pay, kinds of posting."""

from django.db import models


class TenancyType(models.TextChoices):
    SECURE = "secure", "Secure"
    INTRODUCTORY = "introductory", "Introductory"
    FLEXIBLE = "flexible", "Flexible"
    DEMOTED = "demoted", "Demoted"
    ASSURED = "assured", "Assured"
    STARTER = "starter", "Starter"
    NON_SECURE = "non_secure", "Non-secure"
    LICENCE = "licence", "Licence"
    PITCH = "pitch", "Pitch"
    LEASEHOLD = "leasehold", "Leasehold"


class LandlordKind(models.TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    REGISTERED_PROVIDER = "registered_provider", "Registered provider"


class RentPeriod(models.TextChoices):
    WEEKLY = "weekly", "Weekly"
    FORTNIGHTLY = "fortnightly", "Fortnightly"
    FOUR_WEEKLY = "four_weekly", "Four-weekly"
    MONTHLY = "monthly", "Monthly"


class Weekday(models.TextChoices):
    MON = "mon", "Monday"
    TUE = "tue", "Tuesday"
    WED = "wed", "Wednesday"
    THU = "thu", "Thursday"
    FRI = "fri", "Friday"
    SAT = "sat", "Saturday"
    SUN = "sun", "Sunday"


class Fund(models.TextChoices):
    HRA = "HRA", "Housing Revenue Account"
    GF = "GF", "General Fund"


class PropertyType(models.TextChoices):
    DWELLING = "dwelling", "Dwelling"
    HOUSE = "house", "House"
    FLAT = "flat", "Flat"
    MAISONETTE = "maisonette", "Maisonette"
    BUNGALOW = "bungalow", "Bungalow"
    BEDSIT = "bedsit", "Bedsit"
    SHELTERED = "sheltered", "Sheltered"
    HOSTEL_ROOM = "hostel_room", "Hostel room"
    GARAGE = "garage", "Garage"
    PARKING = "parking", "Parking space"
    PITCH = "pitch", "Pitch"


class AccountKind(models.TextChoices):
    RENT = "rent", "Rent"
    GARAGE = "garage", "Garage"
    SERVICE_CHARGE = "service_charge", "Service charge"
    COURT_COSTS = "court_costs", "Court costs"
    WATER = "water", "Water"
    HEATING = "heating", "Heating"
    FORMER_TENANT = "former_tenant", "Former tenant"
    USE_AND_OCCUPATION = "use_and_occupation", "Use and occupation"
    PITCH_FEE = "pitch_fee", "Pitch fee"
    ELECTRICITY = "electricity", "Electricity"


class LedgerOwner(models.TextChoices):
    SOURCE = "source", "The housing system"
    QUARTERDAY = "quarterday", "Quarterday"


class PaymentMethod(models.TextChoices):
    DIRECT_DEBIT = "direct_debit", "Direct debit"
    STANDING_ORDER = "standing_order", "Standing order"
    BANK_TRANSFER = "bank_transfer", "Bank transfer"
    CARD = "card", "Card"
    PAYMENT_CARD = "payment_card", "Payment card"
    CASH = "cash", "Cash"
    CHEQUE = "cheque", "Cheque"
    WAGE_DEDUCTION = "wage_deduction", "Wage deduction"
    HOUSING_BENEFIT = "housing_benefit", "Housing Benefit"
    UNIVERSAL_CREDIT = "universal_credit", "Universal Credit"
    DWP_DEDUCTION = "dwp_deduction", "DWP deduction"
    SYSTEM = "system", "System"


class PaymentFrequency(models.TextChoices):
    WEEKLY = "weekly", "Weekly"
    FORTNIGHTLY = "fortnightly", "Fortnightly"
    FOUR_WEEKLY = "four_weekly", "Four-weekly"
    MONTHLY = "monthly", "Monthly"
    IRREGULAR = "irregular", "Irregular"


class EntryKind(models.TextChoices):
    """What a posting is. Charges are positive, payments and credits negative."""

    OPENING_BALANCE = "opening_balance", "Opening balance"
    RENT_DEBIT = "rent_debit", "Rent"
    SERVICE_DEBIT = "service_debit", "Service charge"
    PAYMENT = "payment", "Payment"
    HB = "hb", "Housing Benefit"
    UC_MANAGED = "uc_managed", "Universal Credit paid to us"
    THIRD_PARTY_DEDUCTION = "third_party_deduction", "Deduction from benefit"
    REFUND = "refund", "Refund"
    ADJUSTMENT = "adjustment", "Adjustment"
    COURT_COSTS = "court_costs", "Court costs"
    WRITE_OFF = "write_off", "Write-off"
    TRANSFER = "transfer", "Transfer"
    REVERSAL = "reversal", "Reversal"


class ChargeKind(models.TextChoices):
    NET_RENT = "net_rent", "Net rent"
    SERVICE_CHARGE = "service_charge", "Service charge"
    HEATING = "heating", "Heating"
    WATER = "water", "Water"
    ELECTRICITY = "electricity", "Electricity"
    SUPPORT = "support", "Support"
    GARAGE_RENT = "garage_rent", "Garage rent"
    PITCH_FEE = "pitch_fee", "Pitch fee"
    USE_AND_OCCUPATION = "use_and_occupation", "Use and occupation"
    OTHER = "other", "Other"


class EndReason(models.TextChoices):
    NOTICE_BY_TENANT = "notice_by_tenant", "Notice by tenant"
    TRANSFER = "transfer", "Transfer"
    ABANDONED = "abandoned", "Abandoned"
    DECEASED = "deceased", "Tenant died"
    EVICTED_ARREARS = "evicted_arrears", "Evicted for arrears"
    EVICTED_OTHER = "evicted_other", "Evicted for another reason"
    SURRENDERED = "surrendered", "Surrendered"
    SUCCESSION = "succession", "Succession"
    OTHER = "other", "Other"


class Channel(models.TextChoices):
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"
    PHONE = "phone", "Telephone"
    VISIT = "visit", "Visit"


class FormatNeeded(models.TextChoices):
    NONE = "none", "None needed"
    LARGE_PRINT = "large_print", "Large print"
    EASY_READ = "easy_read", "Easy read"
    BRAILLE = "braille", "Braille"
    AUDIO = "audio", "Audio"
    BSL = "bsl", "British Sign Language"
    COLOURED_PAPER = "coloured_paper", "Coloured paper"
    TRANSLATION = "translation", "Translation"


class TenancyRole(models.TextChoices):
    TENANT = "tenant", "Tenant"
    HOUSEHOLD = "household", "Household member"
    GUARANTOR = "guarantor", "Guarantor"
    REPRESENTATIVE = "representative", "Representative"
