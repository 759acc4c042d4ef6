//! Keys and values printed in the RFCs, in base64url. The private ones are public knowledge.

/// The key of RFC 8037 A.1 in PKCS#8.
pub(super) const ED25519_PKCS8: &str =
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v_VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

/// The key of RFC 7515 A.3.1 in PKCS#8.
pub(super) const P256_PKCS8: &str = concat!(
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E",
    "9LKhRANCAAR_zc4ncPbEXUGDy-5v20t7WAczNXvp7xO6z248e9FURcfxRM0bvZt-hyzf7bnuufSzaV1uqQskrYpG",
    "IyiFiOWt"
);

/// The key of RFC 7520 3.4 in PKCS#8.
pub(super) const RSA_PKCS8: &str = concat!(
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCfgQ-0A4Jz0CWR5Ac_MdK2ABuCzttNkvBQFl1H",
    "z8q4o8Qct3isdVN5P475dXaNGiN02HElZMO813uepDRUSJlAfP8AmZIKkxokxEFIUqspvbCpXAZT82xg5gv5C2JY",
    "3aVvNwR7pcLR0CmvnJ1AuseqQceKDdEGit1pnoCP6gEeoUQdik97tOl7459V8d3UTpxLozUVlwPU00tgPmUUek8j",
    "1tPAmWx17e6EaoLRkK4QeDyWHPA4eu0hBtLQVVtv2Tf61VNTh-D_cv--eJQUArC4IuoqdLYFjB2r-bNKdstjuH-q",
    "LGhHuOKDf_-RGG5rHBSRHPmJqJCSqBzmAd2s0_nPAgMBAAECggEAbWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_i",
    "kiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q6",
    "61_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkM",
    "XiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07lhfSJdrPdM5P",
    "lyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQKBgQDdKXGD8PBNclxvrT3lGhfKBAIBnlGcC9mWejXKEe2d",
    "R7H9-nsBn_2dFo7sdf_5IV8ZB661qjZMOMMBZThW6mTyvD0lHQDNnQ3Z--4gCav9YKyYal42pCd6_VPsjISyeHxQ",
    "y36fkJp-GSKTOESyuad0fovE6u9EmWw-npm_xtSrSQKBgQC4oTZ2H5xN_oREXiTh7-PLvwZ89hQhpTKhJIm4HOnc",
    "K5uTc4KqzqCtPxtH9y7QObUxnBaa12oPIj3ketR6rcw_Xm8ww43yUdN5m7aWYq_CpbtqdXlTOEzWJnvPjIyS5TAV",
    "agG_Jjz3wRe9EP6F2pHEeVKoBnX3bMHelUUnSzukVwKBgAfD1b15Lya49i_hmEO798va-isOYPUmoVwcLFlM6dfU",
    "1ZYCPmFfOatTSG9a8ULQ_iLF10d_k2p3r7kT0beTgTnYjBkKfKW7duoJY2HylPxPcZ_kVCx89PnnfRPYFyyg-FRp",
    "4Kc_j30P6tvaZOcVh6CadNPUH9R7woYsUV-fXoYpAoGACLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-Tp",
    "nOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP",
    "-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8CgYEA3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp",
    "7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxg",
    "FUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4"
);

/// The encoded payload of RFC 7515 A.2.1 and A.3.1.
pub(super) const RFC7515_PAYLOAD: &str = concat!(
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0",
    "cnVlfQ"
);

/// RFC 7515 A.2.1.
pub(super) const RFC7515_A2_MODULUS: &str = concat!(
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt",
    "0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSX",
    "ndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5",
    "IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
);

/// RFC 7515 A.2.1.
pub(super) const RFC7515_A2_SIGNATURE: &str = concat!(
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W",
    "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkS",
    "jtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv",
    "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
);

/// RFC 7638 3.1.
pub(super) const RFC7638_MODULUS: &str = concat!(
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_B",
    "JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F",
    "DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4",
    "vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
);

/// A modulus with the ROCA weakness, from Project Wycheproof's `json_web_key_test`.
pub(super) const ROCA_MODULUS: &str = concat!(
    "AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDUHqPr",
    "Id7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_",
    "MPsp7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U7YqXy2RFj1O9PjyaDGuRh7Y",
    "XsX3iMUSP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQVZ-QYyE"
);
