/*
 * The words of names.txt, as a Golomb-coded set of their hashes, because whole they would be a tenth of the library. One
 * word in a thousand that is not in the list is taken for one of a kind.
 */

/** Where the hashes of a kind of word begin: a name that people are given, a family's, and a word that makes no name. */
export const GIVEN = 0x811c9dcd;
export const FAMILY = 0x1b873593;
export const NO_NAME = 0x2545f499;

/** Bits of a step from hash to hash that are written as they are; how often they overflow is counted in ones. */
export const REMAINDER_BITS = 10;
export const PACKED =
  'uus=J;Z`?uM_WN]nOz_]BUbqHKFLasHlJJnAOdovCf:s=]eAvuwRot`IAbvaPr`f=j=mgBodwaz;CgUlyfieC@akQ=sJpm:?Brebcv=kDF^u]mRVCDWtJdRbzCWVqePSwGkoj`;Hl@:?wts;dfttchbW]`[^YSPB<nZw:Zk_XfIhhb[NB]Gkn@m_`[UC;s:UJK^fpNjPLdqGJgTDScN`jp[LVxxwVFmS[umue^KsslugVvDVnEq^wtJAcX<F=Gz<EICJNNr>Us[Mh^uknbqN]Gkk_^@^oVCDCXKaL]kGJxXnEAJXyZ`GJcDKhkVodbuLda>EC_n<<VOIwj:WVVRKqM:GJi<[pgJI`AO<CxHVijCaJ;lkYlDm`oWtElKI?ZB[@K[Er]kMgROiOhmFK;uYKb=DAFJoOdoMUSjVGi<XZ]Rd>wJ_Hrhy>P:eWH:FQZkKbS[BF=UHbbv<LD`OpXFFUyuOLeOoJf_QTn_d]?=g^H;:<BNPw<ZN@n;Z_NIen>=J_JPWMFwDW?xPwWEA=;a[cMm>RrdpcI;amzedCiWF_uen^sFPX<F?iXN@sJCA@WaGblLOBq]>xffka?W>jWcawBTrPfJn;CAJW:rtdRxJqAOP:CLt_H_Pvsb]=IBPX]hyJLfFYKb]cks:JJ=]Rni=@mA]cIC;X>BCoC;vSDlR`guEnhBNuEYFD;r=`>L;FOFjskFLRqTZi;gLHZ_pZp=w=ecWZ>PHM<_v:A=OKf]=>ezpDFWdfRT]@ZGFrN<`efD<P@<dTyswnjLmFpDC<NkWQ:x:xf:GgEelX=r<JXV^HDL?NeWTgk]Ol[PfBaomG>UeLcgtiF?Vg[]X;wkMRsHfqdKQvAp:PHH=;TFOS=?>tmM:fo;g<<ScLol;OBoFiGeIMZzioEBlOAwQebX>wF[YaRZbYzolBdo<^M^FAi?`ossDHlKqiBhjaJMeBOYsQjDy;YnhotbwX<LNBpN==gFBUkHZpZ_WLMEGjF;:XyqBlANXSx=XeJXZv=xCZNmvph^RrpiKS_sp@eOnKdkT[UyGovux?R>GjmENPNw;iOZ@Z@d]DB]YLXm`fILmnB<;aKk;AYBKBN`EKqwS:HKE:yO>U:sBY_SyPJs[l;cuTE=g>_=_G:YlUkSJK]H]Kh^YUnqrbHk@;uqmDForC^dK^:eHnATLV;E?if]RPnLQZMCleF:m^pRdBl?QIW;>?]TsAfvJtUl<@g[r?OMks>cRB>Op^Bov_eBCCYAeB@`]Ml;JTJk_swJF@BrGrkM[Cc^cK_cA^a=dAK`D?_c@c;yKud_PKBZeLoOKiiDkIu;xVDJEOFB@ms=>w__vesoZBDQ[j;R>KF<F<OCe<=nQA;WgT[YcMYedGR>hjw]CRCA`vhU>L[^_Z?JAFRfx=BK=K:;U=QnJki^=Bu]odBWnq@DW<iU?gj_mKccgswdHWl:E^GEzc<]QppsBDPXKWbDXkntw=OZxiU[`WwF;Dry[^;kfBtUAMRe;cebI@gmDBHZ]XAw=:o:x<PPoEJ`;<SZZU[qV]wi=a[XVjDkMj:VD_gJV;<osaTJZOCj`RsxWaA=<HlPPU]Kxbs_CSFFcIRcqJwfO;c[BfKGrc^gt_kgFyUsaN`@XBP]I^HJzrlsi@n:otb_OA[ZOlD>ltnl`QX[uKqY>hjJ]^<U<GG^tJCw[ORGodgT?W>JsznDI:PJFpnpykEhgFH;AK^;UCNLwadkedxm>^ugo]>Z@cOstlIZa=FpH[OY<WzWtwUY?]>ZBFO:Ksbq]lpivDqNwhca[ZrQBtRtDcNqFL:NXVEjOzlTM?^nBSLy`nScl:rXKx>:M[;vn`zpIiWnIsXvme<eWteCesbgC`]kEoaGVinAN=HCq>cwAHEshaHS@VFMPF[q:I^J;fzXSnn]E<[Ak>HP:hFTNV=AeEtbvVMXDgBMTUL]Z?@RBbcJl[TZIO?FI@JDk`n?N:u^B==QK<Teab^OsQe<w^`@GNWl=PJPen?[AqntLy]G`gImPcMWKFJkHJcaOHPCgErO_rCinSQ[UpXvp@iXT]ovUfoO;l_tAmD_A<rSL;CnyKBhbkxMZowJxxLxbBoRcPI=CQg<r[rPe_RkGED_EB>Ivu;fCfUcK=RzjkLhU>KprV?EM>XMVyOfkJtIu=]F:Z]C[k@t>PcqhRHPVt:`H<tO[l;lS?@pxOy<ToL`STRxBzYSVRtqjGVdTZeAKgr@;lHqR]FpZck>Qf<xHCcsakIBYlU^F=oBtDLTOAkUG^MyjWeLrZLH@BS^ULJP`qSKcZvzkQ_OFvazjMMUV;Ii<nAuAJasPM=>UjMZVOH_?=c;uIEhKrSFNkMt]hMCEYkOF:^T@vW>D:m>^w]hjk_[@dIiHB;ASyFi>PWDPnCbe_egrJWRL=>o>;@@XRe]OLYJIo>[bDA<FPxSxZ<giJoItqbZj_[gPD:wCpi;iKUdtNfACpdo_MWoTEnJL?UGG?kHHIwpokx=k^_HVNEw[IbCBfxXcVQMgzKNCz]iDRDzaWVzDPauJ:AwqgYCcAz:HBp`sOqSlBS?dz=bUanFLqVTXBBbwSPF_zezDN?x=UZNfKYBAOaNoT?;PwKYDjtxlG`G^KdDoSAZNgLY^POIjYnSnN[UlTWjRK=nN_@nOnq>]MB<@vPGZE_w=THYno`FCsD@zGPlIAUpA@ZZDoKBNCS:vA:rJKZFoMVc:ea=mUfRF;duMHa>i>wMQDUwP_[H@GZRlwFbUyj=zNKE]zVK;IniisP^QkyBQ[LKe^>]]lHgJOEJCpFDbFVYlnstcE^itzZ^Cr?>`]@GBwPcONGLDkK;uyhkAoBc>vPhAhNEVKOPZXBLB`LFc<JFDL_HrIDEQpAyIVBohc[of_YHZTCCr:T;@;g``NaGIdkG]^n:sMth_dv[:CAiBizBWS[o?KDZUGKbO^VdcmN>wZyFwsJo[aWZ<vxOD[TtiAIVWAP@cDEbnZ@yAYVGWUmad;li:c<l=BZNhRUJ?<YtOlG>Y:[u<=BZLz>MUh@ZB@VFpWDuOKep?:XRyVmih[^YaD@OY_hTcW_sCHqbYzNqPVb_X?;c=@X_KgJHOJqOLPYWYEqng=iCvYy@g`WSNzpl[Gp]c^?wA@rJ?Y;oL^pVn]Kq?d^GBL^nSP<IJ;ZZQnBOF=OF[NzsS@CtCC:aQ;zltB>UP>Te_h]uvV[nRl:sKeV^NkJ`Ezm:ojIIwUZVqRlcdpLEjeHJW:ocVy>YKq[B;ZLZYN<iOokejXXk>BB<j:lfRYf>][soSp[dLqThJweLCrJu:QaHqmevgBFKEBn;WhAZJS`srrl_@xEfY_FA_MijEWIKI]=ZSK:WRGb[PELB>NyO?JJ>mcbT=u=tplD>oqmKtEs?tfd<;OvkoJCEYC]SPWVUBkiftchAezl:]p[gP:<dBdsZieRDHVVGqUk]o]fj<@=a;f]VM>EF]O^s<=oSbAaqHba@i?g]cMsUl;?@REZ:m;oD@]fsJELxOPUcPckYckGsmbkY=sFBKHPhSvo:H];uUwKaWj_X[I@bfMw?oX;;[Bcs`;BgSgmdXl`JQ@L;]rXHo?UjlvtGTE^DlTnWG_ouUZb^<b>[]z:sCQJH>LI@Cwp`<kuMjmG>FqJdUp[`F:qLNDJIuVmWaNGqJnDZvVJWIC_KJUqy<UHh?gbSGtQY';

/** FNV-1a, 21 bits of it; case does not count. */
export function hashOf(text: string, start: number, end: number, kind: number): number {
  let hash = kind;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (text.charCodeAt(index) | 32), 0x01000193);
  return (hash ^ (hash >>> 13)) >>> 11;
}

function unpack(): Set<number> {
  const hashes = new Set<number>();
  let hash = 0;
  let bits = 0;
  let count = 0;
  let isInRest = false;
  const read = (bit: number) => {
    if (!isInRest) {
      if (bit === 1) hash += 1 << REMAINDER_BITS;
      else isInRest = true;
      return;
    }
    bits = (bits << 1) | bit;
    if (++count < REMAINDER_BITS) return;
    hashes.add((hash += bits));
    bits = count = 0;
    isInRest = false;
  };
  for (let index = 0; index < PACKED.length; index++) {
    const code = PACKED.charCodeAt(index);
    const six = code - (code > 92 ? 59 : 58);
    for (let bit = 5; bit >= 0; bit--) read((six >> bit) & 1);
  }
  return hashes;
}

let hashes: Set<number> | undefined;

/** Whether a word is of the kind, whatever its case and its accents. */
export function isKind(kind: number, text: string, start = 0, end = text.length): boolean {
  hashes ??= unpack();
  for (let index = start; index < end; index++) {
    if (text.charCodeAt(index) < 128) continue;
    const plain = text
      .slice(start, end)
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[łøı]/g, (letter) => 'loi'['łøı'.indexOf(letter)]!);
    return hashes.has(hashOf(plain, 0, plain.length, kind));
  }
  return hashes.has(hashOf(text, start, end, kind));
}
