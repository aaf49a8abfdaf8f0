/*
 * The words of names.txt, as a Golomb-coded set of their hashes, because whole they would be a tenth of the library. One
 * word in a thousand that is not in the list is taken for one of a kind.
 */

/** Where the hashes of a kind of word begin: a name that people are given, a family's, and a word that makes no name. */
export const GIVEN = 0x811c9dc5;
export const FAMILY = 0x1b873593;
export const NO_NAME = 0x2545f491;

/** Bits of a step from hash to hash that are written as they are; how often they overflow is counted in ones. */
export const REMAINDER_BITS = 10;
export const PACKED =
  'LATo_TV:nZb]Vc@<y<@h?LczxcFecMskNPp=AQaBObp_geZMF`[v@_=GPT;[cK>lc>oVd@brwo[^ooqHRByK<i>o@;:dDa>TqGdIbQ]EKL<E?AfMdccU]U?mRa`ETs<i@NOHNZHxZQwN@GopHVN;=pqa;X@M<gCMCVJbO?FV?UdAgXTgBuG_wlGiV>VX<OY<BB?^ujPZvCLbT^c>]DUvFBw^I;QX;>sgZ[imzp:@c@zAfu:dCK[>ISHGvk^I^iBkzBiQTO?C=q]abQX_fg;MDaCxPR_Jf:VSO=drmN:uTLGytksJZuceN>?FoOW:RwsXBoGmVfSy>d:Rb^q]GGM]Ly]qdVKiGrTo:WA>RxZQ>>Q]aRV@OHf_MnCwCo]nAWIihopCMREvNdpRTta>=jS`fnw=Rgu[o@CJyZivfQ[_L:mGcC::_B`uZdXuzOdtiSUfL[gGKC;SwVcVqRPfFlLtZCTKZceiR:T_@]oTdlkHb:G?_GRuSa[vSHMrLlL<:=ubPba`>tnpRIRtcc:h>H=HeuBJEFNb]`U<oyyG;kzq`:Y?mQUHdBeOit>adA=hlp>CxW^vkQXCrUaER^NkRev?sdf>TewznpoJOfPWEl>X`Xp]DwaSbKRvR]AGvINPEZGW@<JanJ>j:UZFjwWPGXcj=PL[RBnjo?kLXKJPa?<G`;VAlhE=U`YXZI@oc;PHXNwkSKmGgzV;]q_z[`][JI?RI@:;XbbrvVSCkw:uVb;ab?:Tqbr;WJh`DkcSRsk>IRghPJ=WBA;QaBOXBs^>SGcxG`PMPMgBuRXAx<F<Kr`x>]yMh=SlpJl]NyWGYNV>CePKyCwqVC>jLUNS_G@Fg:jISrAYKSKT:dye`lHPn?n^P`YNlY?>;x?JKBZXvZgkSVXuNyR[RhpARsCsFssjPVWNMEz[z_NzkVsvfq@:[;]ffxB`]chNhd>ZCB[jBPB_p^P[uDwqcGjRPbbyHNsx>?r[Hl_mJYxCE]H`PSYNqLFFeXVyOrH@jAOU<VTcr@K?<qv]Ukv?Z=;ZeudDlwU`QS`iLjbgl`C[mFeL>;:R:X>s@cD:Ze;H_a]IOkeBXBgOsTXFhIDyZxRjvlBZn^KjE`;tZ?DXt@kEFovGx>C=G]zXxZewwUNuCnRAEW^Qwj>UNxBqsKc`FFKh>KkPcxm[S>Ae>?_>E>E;jlzuULGUJAUBvxkIZYZcMZpyVMlScyqi@apEAWYE:UyIuKpXQB>NTEKY^=eLdZkvcqDcc?WvRzdBEWpa=iaDr;ar_bRU`;CbuFBE`=JabR@hk=daDw?RCehcu?XgY:EaJAJosFHTCkNQOTjqY?pOeYq_:Lgw];cVJsGY_xTanZ?Kd^fDbG>Uek[=N_Lid;@_JOBjMwXl]J^WFpDw`Xetb]oG`POyOG[r>>Y@DWQGIgBWKxZgFZIVGJcEJ^<M:AKpUJ`E[@p[zoHDpTwZp[RXZIkVkM[rnE;oK_wF=iHLsAaUwuVjYigBDt>s^mK^>^]OzsImGQe>aqBvJ;KBkUwJXJ@Oarco<JSXC@mV;hsW<DUapLRr_^XrBlqDqKvctunIBP<axmfWPGsi]No;cGulBWRD@URkSix[H<[GCZUSn^lRAE`qdEjNxueK:arLvLy:_fHu_yyeDBaawUulclNr_]bSwjkO>joM=<MfemGQF@ga[>kZ]Z@=W;RUSHkc@XoF]IfngLbt]xLAylCv[L[Zz[`HsLebQ]FsmyG>FX`@RVLhO@Ont]SPvU;?=v>oMv]mlL:=FLE>]pCr=uFyvw=yHZvXC@Dkq[yGWnXku]yL<UFkF`tb[qVq<qqIR^?RECY^Mj@s=OMx==A]sst>NClz:p@j][@qMu=[CBk<kDJLn^Hm_:uFKIXpE@BEZ[BRy[pSpCvPy:KMLaM<F^^:qEuCqU?uE<^VBtFyItWJy`[o[rlkyKdv]>EhpctAIxGPF@?NM<@vJsZatRSkg[BuAijQZIkalMp=ungkrOyaZ`O[JGVNCOJa:YJt@T<o]D:<VvtlUm@dbGeAc=VQt_MF:E<Be?cnW@w[<MRN]AlMiIo_LT<]xIVP;:ctBYfWBfNSrzMm@M<taYNPZVYFCCUi;ov:KlFNnOiAeA_I^[<<;a;Z@;PeaPK[__wX?Zw:ZEq@;MArb=K>WEAx;PWeXiCsJuBPTcKB<FHRzZS[xKY^XsElOQWe=bPXDGGkZ=tEmI<rntPAQFTwN;?QN:SdXRDZJ[EHL:[>]SloRsyFKACzkeCn[[Tx_=ITKFWMWQCUiHYYeGMw=Fot<bbD<YFVkuV=BOQmVi@SN<qG[yJ;Ex`qwbWyBmZn>VPg?vA`aP[iiLB=EsAc@OSKymEVJgcJhKRHN@mq][Vn;rLMgUO?C^mjFK;B;eCtghCKtCjxid_c>wSMSq_Q[KnN<XeJJHA@fuAvEJSHsCyA<tKeuElVW`;GigUDIa_b^reoWsLmx;>HSC?oKPph@F:?QWhclpC@=vIqieGMdefkRTdGgb?SW]tkpN?rF?KBGoOMPe:eObR^aA]p]ihT<LyVQV]osXWvNlEKJDEyMr[K>tu`EkMid;MNDTSTN`fl<oaxelPaCiEYijHlRS_iafWpkEnsSTZOb@]dTLbY<Xvw=yQTqHyZkIkLMQGAmPa_PC<K_;gmvTKBi=qSgh=^ZyF;Uv;ODIBXoFWs<dPsMMsNM^DBBc[]DLi@FQc<?wauWRwbhfBeoaxqRLAkMKAqF_V[mmsuE>HGLE_D^Tm]Kt^WTGB>`<[Ia_NPLIJmTorZ[J?AaURPqArZA?ZmVElFKxO`HVcN<BKdljxSYoFaufoHPv;f@<paLECQXJccfKRo_sKoNeWbvdkmUAuz_tK<ZNWhsAimFNbljBKo`t=pE_VPWDsA^]w[oiR:E;u<s@NV=ZZtGvFoXgqVSwG[HWGuUUQwA[i:phjJi_KJJVsBIUdLXJUe_hERDfic;GK@O[AAwsCqwzqmggy;R]bDXJFm?`d;yJ>T>u>eKo:CK`uJqBrnGxoWPk=?gP:RqpVPo@[zbQ[EmlQ>rxTMDQzF:rN<VU]F^WHLMy;MywUAIHvIWkPv]vBPnKv:c?R=zWknGsVCBIdRi@a:exXaWkZWJpnzET[FtcO=E>@DdXjRJHh@XJrJhTdoC<d:FaTU`Unk<BeZ@YQqT>FX_wRRXrTZcInmDNVUGwD;QY;OBwcsScwOEU^oFqbodZ<FOwanYNX>EXRLQdh<j[W?PBhci<D:qugxZC]nPZc:ZbOPTRcwjc<<CZozHdqGgGPYUh<pE>?miRq=TqAWXhbvbWQKXf>>yz';

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
