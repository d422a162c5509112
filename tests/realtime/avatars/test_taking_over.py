"""Another page takes the place of the one that is connected."""


async def test_a_page_is_told_that_another_took_its_place(house):
    session_id, page = await house.met()
    another = house.page()
    opening = await house.avatars.renew(session_id)
    await house.avatars.connect(session_id, await another.answer(opening))
    assert (await page.told("session.stopped"))["end_reason"] == "replaced"
    await another.until(lambda: another.pictures)
