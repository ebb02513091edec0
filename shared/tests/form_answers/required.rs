//! What must be asked in each sample form. Nothing here may ever go missing.

/// The form, and the questions and repeated sections that it needs.
pub(crate) const REQUIRED: [(&str, &str); 9] = [
    (
        "birth-registration",
        "requester_name requester_residence requester_id requester_other_paper relation \
         child_name child_birth_date child_birth_words child_sex child_ethnicity \
         child_nationality birth_facility birth_address home_village mother_name mother_birth \
         mother_ethnicity mother_nationality mother_residence father_name father_birth \
         father_ethnicity father_nationality father_residence copies_wanted copies_count",
    ),
    (
        "death-registration",
        "requester_name requester_birth requester_residence requester_id requester_id_issuer \
         relation deceased_name deceased_birth deceased_sex deceased_ethnicity \
         deceased_nationality last_residence deceased_id death_time death_date death_place \
         death_cause notice_number notice_date notice_issuer",
    ),
    (
        "marriage-registration",
        "wife_name wife_birth wife_ethnicity wife_nationality wife_residence wife_id \
         wife_marriage_number husband_name husband_birth husband_ethnicity \
         husband_nationality husband_residence husband_id husband_marriage_number \
         copies_wanted copies_count",
    ),
    (
        "marital-status-certificate",
        "requester_name requester_id requester_residence relation subject_name subject_birth \
         subject_sex subject_ethnicity subject_nationality subject_id subject_residence \
         period_residence period_from period_to marital_status purpose partner_name \
         marriage_place",
    ),
    (
        "residence-ct01",
        "full_name birth_date sex personal_id phone email head_name head_relation head_id \
         request members member_name member_birth member_sex member_id member_relation",
    ),
    (
        "business-household",
        "business_name business_address trades trade_name capital owner_name owner_id \
         owner_birth owner_residence tax_address start_date workers tax_method members \
         member_name member_id",
    ),
    (
        "social-pension",
        "request applicant_name applicant_birth applicant_sex applicant_ethnicity \
         applicant_id applicant_residence applicant_phone benefit_pension \
         benefit_pension_amount benefit_pension_since benefit_insurance benefit_merit \
         benefit_social benefit_other benefit_other_amount benefit_other_since poverty \
         pay_method pay_place bank_account bank_name helper_name helper_id helper_relation",
    ),
    (
        "land-change",
        "owner_name owner_id owner_address owner_phone owner_email certificate_book \
         certificate_serial certificate_date change before after reason attachments \
         attachment",
    ),
    (
        "house-permit",
        "owner_name owner_id owner_address owner_phone plot_number sheet_number plot_area \
         plot_address house_kind house_grade floors floor_area built_area height setback \
         designer_kind designer_name designer_code",
    ),
];
